//! The command: everything it does is in the library.

use std::process::ExitCode;

/// A compiler allocates many small things; the system's allocator took a fifth of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    rolecall::cli::run()
}
