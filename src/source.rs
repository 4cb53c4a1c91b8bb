//! Source text and places in it.
//!
//! In: the text of each file, once. Out: a [`Sources`] in which every byte of every file has one
//! number, so that a [`Span`] is eight bytes, needs no file beside it, and a diagnostic may point
//! into two files at once.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use miette::{MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

/// A half-open range of bytes `start..end` in [`Sources`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span `start..end`.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The empty span at the start of this one.
    #[must_use]
    pub const fn at_start(self) -> Self {
        Self::new(self.start, self.start)
    }
}

impl From<Span> for SourceSpan {
    fn from(span: Span) -> Self {
        (
            span.start as usize,
            (span.end.saturating_sub(span.start)) as usize,
        )
            .into()
    }
}

/// One file's text and where it begins in the common numbering.
#[derive(Debug)]
pub struct Source {
    /// As the user would type it: relative to the directory the command ran in.
    pub path: PathBuf,
    /// The whole text.
    pub text: String,
    /// The number of its first byte.
    pub base: u32,
    /// Where each line begins; found when first asked for.
    lines: OnceLock<Vec<usize>>,
}

impl Source {
    fn starts(&self) -> &[usize] {
        self.lines.get_or_init(|| {
            let after_breaks = self.text.match_indices('\n').map(|(at, _)| at + 1);
            std::iter::once(0).chain(after_breaks).collect()
        })
    }

    /// The line of a byte, from 0.
    fn line_of(&self, offset: usize) -> usize {
        self.starts()
            .partition_point(|start| *start <= offset)
            .saturating_sub(1)
    }
}

/// Every file that was read, in the order of reading.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

/// There is no room: all sources together may hold 4 GiB.
#[derive(Debug, thiserror::Error)]
#[error("the sources are larger than 4 GiB")]
pub struct TooLarge;

impl Sources {
    /// Adds a file and gives the number of its first byte.
    ///
    /// # Errors
    /// [`TooLarge`] if all the text together would pass 4 GiB.
    pub fn add(&mut self, path: PathBuf, text: String) -> Result<u32, TooLarge> {
        let base = self.files.last().map_or(0, |last| {
            // One byte between files: the end of one is never the start of the next.
            u64::from(last.base) + last.text.len() as u64 + 1
        });
        let base32 = u32::try_from(base).map_err(|_| TooLarge)?;
        u32::try_from(base + text.len() as u64 + 1).map_err(|_| TooLarge)?;
        self.files.push(Source {
            path,
            text,
            base: base32,
            lines: OnceLock::new(),
        });
        Ok(base32)
    }

    /// The file that holds this byte.
    #[must_use]
    pub fn file_of(&self, offset: u32) -> Option<&Source> {
        let index = self.files.partition_point(|file| file.base <= offset);
        index.checked_sub(1).and_then(|index| self.files.get(index))
    }

    /// The text of a span; empty where the span is in no file.
    #[must_use]
    pub fn text_of(&self, span: Span) -> &str {
        self.file_of(span.start)
            .and_then(|file| {
                let (start, end) = (span.start - file.base, span.end.checked_sub(file.base)?);
                file.text.get(start as usize..end as usize)
            })
            .unwrap_or("")
    }

    /// Path, line and column (from 1, in characters) of a span's start.
    #[must_use]
    pub fn place_of(&self, span: Span) -> Option<(&Path, usize, usize)> {
        let file = self.file_of(span.start)?;
        let offset = (span.start - file.base) as usize;
        let line = file.line_of(offset);
        let before = file.text.get(*file.starts().get(line)?..offset)?;
        Some((&file.path, line + 1, before.chars().count() + 1))
    }

    /// All files, in the order of reading.
    #[must_use]
    pub fn files(&self) -> &[Source] {
        &self.files
    }
}

impl SourceCode for Sources {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let start = u32::try_from(span.offset()).map_err(|_| MietteError::OutOfBounds)?;
        let file = self.file_of(start).ok_or(MietteError::OutOfBounds)?;
        let base = file.base as usize;
        // A span that leaves its file is two labels in two files: miette then shows them apart.
        let (start, end) = (span.offset() - base, span.offset() - base + span.len());
        if end > file.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        // Only the lines around are looked at: a thousand reports about a long file would each
        // go through all of it otherwise.
        let first = file.line_of(start).saturating_sub(before);
        let from = file.starts().get(first).copied().unwrap_or(0);
        let to = file
            .starts()
            .get(file.line_of(end) + after + 2)
            .copied()
            .unwrap_or(file.text.len());
        let local = SourceSpan::from((start - from, span.len()));
        let window = file.text.get(from..to).ok_or(MietteError::OutOfBounds)?;
        let inner = window.read_span(&local, before, after)?;
        let shifted = SourceSpan::from((inner.span().offset() + from + base, inner.span().len()));
        Ok(Box::new(MietteSpanContents::new_named(
            file.path.display().to_string(),
            inner.data(),
            shifted,
            inner.line() + first,
            inner.column(),
            inner.line_count(),
        )))
    }
}
