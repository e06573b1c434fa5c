"""The Homebrew formula of a release, from its SHA256SUMS.

    python3 packaging/formula.py VERSION RELEASES SHA256SUMS >stackpose.rb

RELEASES is https://HOST/OWNER/REPOSITORY/releases. The formula belongs into a tap: Formula/stackpose.rb.
"""

import pathlib
import re
import sys

TARGETS = {
    ("macos", "arm"): "aarch64-apple-darwin",
    ("macos", "intel"): "x86_64-apple-darwin",
    ("linux", "arm"): "aarch64-unknown-linux-musl",
    ("linux", "intel"): "x86_64-unknown-linux-musl",
}

TEMPLATE = """\
class Stackpose < Formula
  desc "Docker Compose files to AWS CloudFormation for Amazon ECS on Fargate"
  homepage "{homepage}"
  version "{version}"
  license "Apache-2.0"

{systems}
  def install
    bin.install "stackpose"
    man1.install "stackpose.1"
    bash_completion.install "completions/stackpose.bash" => "stackpose"
    zsh_completion.install "completions/stackpose.zsh" => "_stackpose"
    fish_completion.install "completions/stackpose.fish"
  end

  test do
    (testpath/"compose.yaml").write <<~YAML
      services:
        web:
          image: nginx:1.27
    YAML
    assert_match "AWS::ECS::Service", shell_output("#{{bin}}/stackpose -p test convert")
  end
end
"""


def main():
    version, releases, sums = sys.argv[1:]
    if not re.fullmatch(r"https://[\w.-]+/[\w.-]+/[\w.-]+/releases", releases):
        raise SystemExit(f"formula.py: not an address of releases: {releases}")
    lines = pathlib.Path(sums).read_text(encoding="utf-8").splitlines()
    digests = {name.lstrip("*"): digest for digest, name in (line.split() for line in lines)}
    systems = ""
    for system in ("macos", "linux"):
        systems += f"  on_{system} do\n"
        for cpu in ("arm", "intel"):
            archive = f"stackpose-{version}-{TARGETS[system, cpu]}.tar.gz"
            if archive not in digests:
                raise SystemExit(f"formula.py: {sums} has no {archive}")
            systems += f"    on_{cpu} do\n"
            systems += f'      url "{releases}/download/v{version}/{archive}"\n'
            systems += f'      sha256 "{digests[archive]}"\n    end\n'
        systems += "  end\n"
    homepage = releases.removesuffix("/releases")
    print(TEMPLATE.format(homepage=homepage, version=version, systems=systems), end="")


if __name__ == "__main__":
    main()
