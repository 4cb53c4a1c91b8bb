//! Filters that make fingerprints: `hash`, `md5`, `sha1`, `to_uuid`.
//!
//! In: `"a" | hash("sha256")`. Out: its 64 hexadecimal digits.

use ecow::EcoString;
use ecow::eco_format;
use md5::Md5;
use sha1::Sha1;
use sha2::Digest;
use sha2::Sha224;
use sha2::Sha256;
use sha2::Sha384;
use sha2::Sha512;
use uuid::Uuid;

use crate::value::Error;
use crate::value::Value;
use crate::value::args::Bound;
use crate::value::repr;

type Made = Result<Value, Error>;

fn hex<D: Digest>(subject: &Value) -> Value {
    let mut out = EcoString::new();
    for byte in D::digest(repr::to_text(subject).as_bytes()).as_slice() {
        out.push_str(&format!("{byte:02x}"));
    }
    Value::Str(out)
}

pub(super) fn md5(subject: &Value, _: &Bound<'_>) -> Made {
    Ok(hex::<Md5>(subject))
}

pub(super) fn sha1(subject: &Value, _: &Bound<'_>) -> Made {
    Ok(hex::<Sha1>(subject))
}

pub(super) fn hash(subject: &Value, args: &Bound<'_>) -> Made {
    let kind = args.text(0, "sha1")?;
    Ok(match kind.to_ascii_lowercase().as_str() {
        "md5" => hex::<Md5>(subject),
        "sha1" => hex::<Sha1>(subject),
        "sha224" => hex::<Sha224>(subject),
        "sha256" => hex::<Sha256>(subject),
        "sha384" => hex::<Sha384>(subject),
        "sha512" => hex::<Sha512>(subject),
        _ => return Err(Error::not_implemented(eco_format!("the hash `{kind}`"))),
    })
}

/// The namespace of Ansible's own UUIDs.
const ANSIBLE: Uuid = Uuid::from_u128(0x361E_6D51_FAEC_444A_9079_3413_86DA_8E2E);

pub(super) fn to_uuid(subject: &Value, args: &Bound<'_>) -> Made {
    let namespace = match args.get(0) {
        None => ANSIBLE,
        Some(Value::Str(text)) => {
            Uuid::parse_str(text).map_err(|_| Error::invalid(eco_format!("`{text}` is no UUID")))?
        }
        Some(other) => {
            return Err(Error::type_of(
                "`namespace` of `to_uuid`",
                "a string",
                other,
            ));
        }
    };
    let name = repr::to_text(subject);
    Ok(Value::str(
        Uuid::new_v5(&namespace, name.as_bytes()).to_string(),
    ))
}
