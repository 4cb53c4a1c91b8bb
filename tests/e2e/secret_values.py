"""Secrets arrive, and only there: a real vault, made by ansible-vault, and the environment.

A project with both is built, its tree is searched for what it must not hold, and a play is run with the vault's
password: the file it makes has the values and mode 0600, and nothing that was printed has them.
"""

import stat
import sys

from _project import build, check, done, folder, project, run

PASSWORD, VAULTED, ENVIRONMENT, FOUND = "vault-password", "from-the-vault", "from-the-environment", "from-a-lookup"
MAIN = """
project safe { ansible = ">=2.19" }
secret smtp_password from vault("secrets/mail.vault.yml", "smtp_password")
secret mail          from vault("secrets/mail.vault.yml", "renamed")
secret api_token     from env("ROLECALL_TEST_TOKEN")
secret found         from lookup("ansible.builtin.file", "%(found)s")
group all { set base { token = api_token } }
inventory one {
  host "localhost" { connection = "local", python = "%(python)s" }
  secret own from env("ROLECALL_TEST_TOKEN")
}
inventory two {
  host "localhost" { connection = "local", python = "%(python)s" }
  secret own from vault("secrets/own.vault.yml", "own")
}
role base {
  param token: secret(string)
  param into: path
  let both = "{{ token }} {{ smtp_password }}"
  task "Put them" { copy { content = "{{ both }} {{ mail }} {{ found }} {{ own }}", dest = into } }
  task "Count them" {
    command "wc -c" { stdin = both }
    register     = counted
    changed_when = false
  }
  task "Render them" { template { src = "all.j2", dest = "{{ into }}.rendered" } }
  task "Look them up" { copy { content = "{{ lookup('template', 'all.j2') }}", dest = "{{ into }}.found" } }
  fact rendered = lookup("template", "below.j2")
  task "Write what was kept" { copy { content = rendered, dest = "{{ into }}.kept" } }
  task "Ask with it" {
    command "env"
    environment  = { ALL = lookup("template", "below.j2") }
    changed_when = false
  }
}
playbook site {
  play "All" on all {
    gather_facts = false
    role base { into = "%(into)s" }
  }
}
"""


def main():
    with folder() as where:
        found, into, tree = where / "found", where / "into", where / "tree"
        found.write_text(FOUND, encoding="utf-8")
        key = where / "key"
        key.write_text(PASSWORD, encoding="utf-8")
        values = {"found": found, "into": into, "python": sys.executable}
        source = project(where / "source", main=MAIN % values)
        vaults = {"mail": f"smtp_password: {VAULTED}\nrenamed: {VAULTED}-2\n", "own": f"own: {VAULTED}-own\n"}
        (source / "secrets").mkdir()
        (source / "templates").mkdir()
        (source / "templates" / "all.j2").write_text("{{ smtp_password }} {{ token }}\n", encoding="utf-8")
        (source / "templates" / "below.j2").write_text("{% include 'all.j2' %}\n", encoding="utf-8")
        files = {source / "secrets" / f"{name}.vault.yml": text for name, text in vaults.items()}
        for file, text in files.items():
            file.write_text(text, encoding="utf-8")
        refused = build(source, where / "refused", 1)
        check("bad-vault" in refused.stderr, f"plain vaults are taken: {refused.stderr}")
        run("ansible-vault", "encrypt", "--vault-password-file", key, *files)
        build(source, tree)
        held = "".join(file.read_text(encoding="utf-8") for file in tree.rglob("*") if file.is_file())
        for value in (VAULTED, ENVIRONMENT, FOUND):
            check(value not in held, f"{value} stands in the tree")
        run("ansible-playbook", "--syntax-check", "-i", "inventory/one/hosts.yml", "playbooks/site.yml", cwd=tree)
        environment = {"ROLECALL_TEST_TOKEN": ENVIRONMENT}
        book = ["ansible-playbook", "-vv", "--diff", "--vault-password-file", key, "playbooks/site.yml", "-i"]
        for inventory, own in (("one", ENVIRONMENT), ("two", f"{VAULTED}-own")):
            ran = run(*book, f"inventory/{inventory}/hosts.yml", cwd=tree, env=environment)
            wanted = f"{ENVIRONMENT} {VAULTED} {VAULTED}-2 {FOUND} {own}"
            check(into.exists() and into.read_text(encoding="utf-8") == wanted, f"what arrives with {inventory} is not {wanted}")
            for file in (into, where / "into.rendered", where / "into.found", where / "into.kept"):
                mode = stat.S_IMODE(file.stat().st_mode) if file.exists() else None
                check(mode == 0o600, f"{file} has mode {mode}")
            for value in (VAULTED, ENVIRONMENT, FOUND):
                check(value not in ran.stdout + ran.stderr, f"{value} was printed")
        unset = run(*book, "inventory/one/hosts.yml", cwd=tree, expect=2)
        check("ROLECALL_TEST_TOKEN" in unset.stdout + unset.stderr, "an unset variable is no empty secret")
    done("secrets from a vault, the environment and a lookup arrive where they are needed, and nowhere else")


if __name__ == "__main__":
    main()
