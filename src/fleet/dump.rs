//! A resolved fleet as JSON, for tests that ask Ansible whether it agrees.
