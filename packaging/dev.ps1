# The Windows twin of ./dev: the same verbs. Honest note: written with care, never run on Windows.
param(
    [Parameter(Position = 0)][string]$Verb = "help",
    [Parameter(ValueFromRemainingArguments = $true)][string[]]$Rest = @()
)
$ErrorActionPreference = "Stop"
Set-Location (Split-Path -Parent $PSScriptRoot)

$python = ".venv\Scripts\python.exe"
$stamp = ".venv\.set-up"
foreach ($name in "PYTHONPATH", "PYTHONHOME", "PYTHONOPTIMIZE", "PYTHONWARNINGS", "PIP_USER", "PIP_TARGET") {
    Remove-Item "Env:$name" -ErrorAction SilentlyContinue
}
$env:PYTHONUTF8 = "1"

function Invoke-Checked {
    $program, $arguments = $args
    & $program @arguments
    if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
}

function Get-Fingerprint {
    $files = Get-ChildItem packaging\*.txt, packaging\*.py, packaging\dev.ps1, pyproject.toml
    (@("$PWD") + ($files | Get-FileHash -Algorithm SHA256).Hash) -join " "
}

function Install-Environment {
    $now = Get-Fingerprint
    if ((Test-Path $stamp) -and (Get-Content $stamp -Raw).Trim() -eq $now) { return }
    if (-not (Test-Path $python)) { Invoke-Checked py -3.11 -m venv .venv }
    # --only-binary: nothing is compiled here, so nothing is fetched outside the hash check.
    Invoke-Checked $python -m pip install -q --only-binary :all: --require-hashes -r packaging\development.txt
    $env:POS_CLIENT_DEVELOPMENT = "1" # else it has no simulated reader, as a release has none
    Invoke-Checked $python -m pip install -q --no-deps --no-build-isolation -e .
    & $python -m compileall -q .venv\Lib *> $null
    Set-Content $stamp $now
}

function Invoke-Tests { Invoke-Checked $python -m pytest -n 2 --dist loadfile @Rest }

function Invoke-Lock {
    $uv = "uv", "pip", "compile", "-q", "--universal", "--generate-hashes", "--python-version", "3.11", "--no-header"
    Invoke-Checked @uv @Rest packaging/requirements.in -o packaging/requirements.txt
    Invoke-Checked @uv @Rest -c packaging/requirements.txt packaging/development.in -o packaging/development.txt
    Invoke-Checked @uv @Rest packaging/build.in -o packaging/build.txt
}

switch ($Verb) {
    "setup" { Install-Environment }
    "test" { Install-Environment; Invoke-Tests }
    "check" {
        Install-Environment
        Invoke-Checked .venv\Scripts\ruff.exe check .
        Invoke-Checked .venv\Scripts\ruff.exe format --check .
        Invoke-Checked .venv\Scripts\mypy.exe
        Invoke-Checked .venv\Scripts\lint-imports.exe
        Invoke-Tests
    }
    "demo" {
        Install-Environment
        # `demo --auto` needs an X server, so it is for Linux.
        Invoke-Checked .venv\Scripts\pos-client.exe demo @Rest
    }
    "soak" {
        Install-Environment
        $soaks = @{ fuzz = "fuzz"; forge = "forge"; audit = "tamper"; canary = "canary"; months = "months" }
        foreach ($job in "kill", "power", "net", "retry", "relay") { $soaks[$job] = "faults.$job" }
        $job, $more = "kill", @($Rest)
        if ($Rest.Count -gt 0 -and $soaks.ContainsKey($Rest[0])) {
            $job, $more = $Rest[0], @($Rest | Select-Object -Skip 1)
        }
        Invoke-Checked $python -m "tests.$($soaks[$job])" @more
    }
    "attack" { Install-Environment; Invoke-Checked $python -m tests.attacks @Rest }
    "matrix" { Install-Environment; Invoke-Checked $python -m tests.faults.matrix @Rest }
    "compliance" { Install-Environment; Invoke-Checked $python -m tests.compliance @Rest }
    "bench" { Install-Environment; Invoke-Checked $python -m tests.bench @Rest }
    "gallery" { Install-Environment; Invoke-Checked $python -m tests.ui.gallery @Rest }
    "lock" { Install-Environment; Invoke-Lock }
    default { Write-Output "packaging\dev.ps1 setup | demo | test | check | soak [kill | power | net | retry | relay | fuzz | forge | audit | months | canary] | attack | matrix | compliance | bench | gallery | lock" }
}
