//! The filters by name, in order, with what they take.
//!
//! In: nothing. Out: [`FILTERS`]: `"join"` takes `d` and `attribute`, both optional.

use super::Filter;
use super::Run;
use super::encoding;
use super::hashes;
use super::lists;
use super::maps;
use super::numbers;
use super::paths;
use super::patterns;
use super::select;
use super::sets;
use super::sizes;
use super::strings;
use super::undefined;
use super::urls;
use super::wrap;
use super::yaml;
use crate::value::args::Signature;

const fn takes(params: &'static [&'static str], required: usize) -> Signature {
    Signature {
        params,
        required,
        rest: false,
        any_named: false,
    }
}

const fn row(name: &'static str, signature: Signature, run: Run) -> Filter {
    Filter {
        name,
        signature,
        run,
    }
}

/// `to_yaml` and `to_nice_yaml`: what PyYAML's `dump` takes besides goes through.
const YAML: Signature = Signature {
    any_named: true,
    ..takes(
        &[
            "indent",
            "default_flow_style",
            "width",
            "sort_keys",
            "explicit_start",
            "explicit_end",
        ],
        0,
    )
};

const OPEN: Signature = Signature {
    params: &[],
    required: 0,
    rest: true,
    any_named: true,
};

/// Sorted: it is searched in halves.
pub(super) static FILTERS: &[Filter] = &[
    row("abs", takes(&[], 0), Run::Bound(numbers::abs)),
    row(
        "b64decode",
        takes(&["encoding", "urlsafe"], 0),
        Run::Bound(encoding::b64decode),
    ),
    row(
        "b64encode",
        takes(&["encoding", "urlsafe"], 0),
        Run::Bound(encoding::b64encode),
    ),
    row("basename", takes(&[], 0), Run::Bound(paths::basename)),
    row(
        "batch",
        takes(&["linecount", "fill_with"], 1),
        Run::Bound(lists::batch),
    ),
    row("bool", takes(&[], 0), Run::Bound(numbers::boolean)),
    row("capitalize", takes(&[], 0), Run::Bound(strings::capitalize)),
    row("center", takes(&["width"], 0), Run::Bound(strings::center)),
    row("checksum", takes(&[], 0), Run::Bound(hashes::sha1)),
    row(
        "combinations",
        takes(&["r"], 1),
        Run::Bound(lists::combinations),
    ),
    row("combine", OPEN, Run::Raw(maps::combine)),
    row(
        "comment",
        Signature {
            any_named: true,
            ..takes(&["style"], 0)
        },
        Run::Bound(strings::comment),
    ),
    row("commonpath", takes(&[], 0), Run::Bound(paths::commonpath)),
    row("count", takes(&[], 0), Run::Bound(lists::length)),
    row(
        "d",
        takes(&["default_value", "boolean"], 0),
        Run::Undefined(undefined::default),
    ),
    row(
        "default",
        takes(&["default_value", "boolean"], 0),
        Run::Undefined(undefined::default),
    ),
    row(
        "dict2items",
        takes(&["key_name", "value_name"], 0),
        Run::Bound(maps::dict2items),
    ),
    row(
        "dictsort",
        takes(&["case_sensitive", "by", "reverse"], 0),
        Run::Bound(maps::dictsort),
    ),
    row("difference", takes(&["b"], 1), Run::Bound(sets::difference)),
    row("dirname", takes(&[], 0), Run::Bound(paths::dirname)),
    row("e", takes(&[], 0), Run::Bound(strings::escape)),
    row("escape", takes(&[], 0), Run::Bound(strings::escape)),
    row(
        "extract",
        takes(&["container", "morekeys"], 1),
        Run::Bound(maps::extract),
    ),
    row(
        "filesizeformat",
        takes(&["binary"], 0),
        Run::Bound(sizes::filesizeformat),
    ),
    row("first", takes(&[], 0), Run::Bound(lists::first)),
    row(
        "flatten",
        takes(&["levels", "skip_nulls"], 0),
        Run::Bound(lists::flatten),
    ),
    row("float", takes(&["default"], 0), Run::Bound(numbers::float)),
    row("forceescape", takes(&[], 0), Run::Bound(strings::escape)),
    row("format", OPEN, Run::Raw(strings::format)),
    row(
        "from_json",
        takes(&["profile"], 0),
        Run::Bound(encoding::from_json),
    ),
    row("from_yaml", takes(&[], 0), Run::Bound(yaml::from_yaml)),
    row(
        "from_yaml_all",
        takes(&[], 0),
        Run::Bound(yaml::from_yaml_all),
    ),
    row(
        "groupby",
        takes(&["attribute", "default", "case_sensitive"], 1),
        Run::Bound(lists::groupby),
    ),
    row("hash", takes(&["hashtype"], 0), Run::Bound(hashes::hash)),
    row(
        "human_readable",
        takes(&["isbits", "unit"], 0),
        Run::Bound(sizes::human_readable),
    ),
    row(
        "human_to_bytes",
        takes(&["default_unit", "isbits"], 0),
        Run::Bound(sizes::human_to_bytes),
    ),
    row(
        "indent",
        takes(&["width", "first", "blank"], 0),
        Run::Bound(wrap::indent),
    ),
    row(
        "int",
        takes(&["default", "base"], 0),
        Run::Bound(numbers::int),
    ),
    row("intersect", takes(&["b"], 1), Run::Bound(sets::intersect)),
    row("items", takes(&[], 0), Run::Bound(maps::items)),
    row(
        "items2dict",
        takes(&["key_name", "value_name"], 0),
        Run::Bound(maps::items2dict),
    ),
    row(
        "join",
        takes(&["d", "attribute"], 0),
        Run::Bound(lists::join),
    ),
    row("last", takes(&[], 0), Run::Bound(lists::last)),
    row("length", takes(&[], 0), Run::Bound(lists::length)),
    row("list", takes(&[], 0), Run::Bound(lists::list)),
    row("log", takes(&["base"], 0), Run::Bound(numbers::log)),
    row("lower", takes(&[], 0), Run::Bound(strings::lower)),
    row(
        "mandatory",
        takes(&["msg"], 0),
        Run::Undefined(undefined::mandatory),
    ),
    row("map", OPEN, Run::Raw(select::map)),
    row(
        "max",
        takes(&["case_sensitive", "attribute"], 0),
        Run::Bound(lists::max),
    ),
    row("md5", takes(&[], 0), Run::Bound(hashes::md5)),
    row(
        "min",
        takes(&["case_sensitive", "attribute"], 0),
        Run::Bound(lists::min),
    ),
    row("normpath", takes(&[], 0), Run::Bound(paths::normpath)),
    row("path_join", takes(&[], 0), Run::Bound(paths::path_join)),
    row(
        "permutations",
        takes(&["r"], 0),
        Run::Bound(lists::permutations),
    ),
    row("pow", takes(&["y"], 1), Run::Bound(numbers::pow)),
    row("product", OPEN, Run::Raw(lists::product)),
    row("quote", takes(&[], 0), Run::Bound(strings::quote)),
    row(
        "regex_escape",
        takes(&["re_type"], 0),
        Run::Bound(patterns::regex_escape),
    ),
    row(
        "regex_findall",
        takes(&["regex", "multiline", "ignorecase"], 1),
        Run::Bound(patterns::regex_findall),
    ),
    row(
        "regex_replace",
        takes(
            &[
                "pattern",
                "replacement",
                "ignorecase",
                "multiline",
                "count",
                "mandatory_count",
            ],
            0,
        ),
        Run::Bound(patterns::regex_replace),
    ),
    row("regex_search", OPEN, Run::Raw(patterns::regex_search)),
    row("reject", OPEN, Run::Raw(select::reject)),
    row("rejectattr", OPEN, Run::Raw(select::rejectattr)),
    row(
        "rekey_on_member",
        takes(&["key", "duplicates"], 1),
        Run::Bound(maps::rekey_on_member),
    ),
    row(
        "replace",
        takes(&["old", "new", "count"], 2),
        Run::Bound(strings::replace),
    ),
    row("reverse", takes(&[], 0), Run::Bound(lists::reverse)),
    row("root", takes(&["base"], 0), Run::Bound(numbers::root)),
    row(
        "round",
        takes(&["precision", "method"], 0),
        Run::Bound(numbers::round),
    ),
    row("select", OPEN, Run::Raw(select::select)),
    row("selectattr", OPEN, Run::Raw(select::selectattr)),
    row("sha1", takes(&[], 0), Run::Bound(hashes::sha1)),
    row(
        "slice",
        takes(&["slices", "fill_with"], 1),
        Run::Bound(lists::slice),
    ),
    row(
        "sort",
        takes(&["reverse", "case_sensitive", "attribute"], 0),
        Run::Bound(lists::sort),
    ),
    row(
        "split",
        takes(&["sep", "maxsplit"], 0),
        Run::Bound(strings::split),
    ),
    row("splitext", takes(&[], 0), Run::Bound(paths::splitext)),
    row("string", takes(&[], 0), Run::Bound(strings::string)),
    row(
        "subelements",
        takes(&["subelements", "skip_missing"], 1),
        Run::Bound(lists::subelements),
    ),
    row(
        "sum",
        takes(&["attribute", "start"], 0),
        Run::Bound(lists::sum),
    ),
    row(
        "symmetric_difference",
        takes(&["b"], 1),
        Run::Bound(sets::symmetric_difference),
    ),
    row(
        "ternary",
        takes(&["true_val", "false_val", "none_val"], 2),
        Run::Bound(undefined::ternary),
    ),
    row("title", takes(&[], 0), Run::Bound(strings::title)),
    row(
        "to_json",
        takes(
            &[
                "profile",
                "vault_to_text",
                "preprocess_unsafe",
                "indent",
                "sort_keys",
                "separators",
                "ensure_ascii",
            ],
            0,
        ),
        Run::Bound(encoding::to_json),
    ),
    row(
        "to_nice_json",
        takes(
            &[
                "indent",
                "sort_keys",
                "profile",
                "vault_to_text",
                "preprocess_unsafe",
                "separators",
                "ensure_ascii",
            ],
            0,
        ),
        Run::Bound(encoding::to_nice_json),
    ),
    row("to_nice_yaml", YAML, Run::Bound(yaml::to_nice_yaml)),
    row(
        "to_uuid",
        takes(&["namespace"], 0),
        Run::Bound(hashes::to_uuid),
    ),
    row("to_yaml", YAML, Run::Bound(yaml::to_yaml)),
    row(
        "tojson",
        takes(&["indent"], 0),
        Run::Bound(encoding::tojson),
    ),
    row("trim", takes(&["chars"], 0), Run::Bound(strings::trim)),
    row(
        "truncate",
        takes(&["length", "killwords", "end", "leeway"], 0),
        Run::Bound(wrap::truncate),
    ),
    row(
        "type_debug",
        takes(&[], 0),
        Run::Bound(undefined::type_debug),
    ),
    row("union", takes(&["b"], 1), Run::Bound(sets::union)),
    row(
        "unique",
        takes(&["case_sensitive", "attribute"], 0),
        Run::Bound(sets::unique),
    ),
    row("upper", takes(&[], 0), Run::Bound(strings::upper)),
    row("urldecode", takes(&[], 0), Run::Bound(urls::urldecode)),
    row("urlencode", takes(&[], 0), Run::Bound(urls::urlencode)),
    row("urlsplit", takes(&["query"], 0), Run::Bound(urls::urlsplit)),
    row(
        "win_basename",
        takes(&[], 0),
        Run::Bound(paths::win_basename),
    ),
    row("win_dirname", takes(&[], 0), Run::Bound(paths::win_dirname)),
    row(
        "win_splitdrive",
        takes(&[], 0),
        Run::Bound(paths::win_splitdrive),
    ),
    row("wordcount", takes(&[], 0), Run::Bound(wrap::wordcount)),
    row(
        "wordwrap",
        takes(
            &[
                "width",
                "break_long_words",
                "wrapstring",
                "break_on_hyphens",
            ],
            0,
        ),
        Run::Bound(wrap::wordwrap),
    ),
    row(
        "xmlattr",
        takes(&["autospace"], 0),
        Run::Bound(strings::xmlattr),
    ),
    row("zip", OPEN, Run::Raw(lists::zip)),
    row("zip_longest", OPEN, Run::Raw(lists::zip_longest)),
];
