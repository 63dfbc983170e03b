# Before the program is uninstalled: no registration on this computer may wait for its receipt.
#
# The twin of packaging/debian/prerm. An uninstaller runs it, elevated, with the folder of the program, and
# goes on only when it exits with 0. It asks `pos-client outbox check` for the usual home of every profile,
# and for each folder named in %ProgramData%\pos-client\homes.txt (one a line), which is where a home made
# with --home has to be named. Whatever cannot be asked counts as not empty.
param([Parameter(Mandatory = $true)][string]$ProgramFolder)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

try {
    $program = Join-Path $ProgramFolder 'pos-client.exe'
    $list = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList'
    $homes = @(Get-ChildItem $list | ForEach-Object {
            Join-Path (Get-ItemProperty $_.PSPath).ProfileImagePath 'AppData\Local\pos-client'
        })
    $named = Join-Path $env:ProgramData 'pos-client\homes.txt'
    if (Test-Path -LiteralPath $named) {
        $homes += @(Get-Content -LiteralPath $named -Encoding UTF8 |
                ForEach-Object { ($_ -replace '#.*', '').Trim() } | Where-Object { $_ })
    }
    $refused = @()
    foreach ($folder in $homes | Sort-Object -Unique) {
        if (-not (Test-Path -LiteralPath $folder -PathType Container)) { continue }
        $ErrorActionPreference = 'Continue'  # what the program writes to standard error is its answer
        $said = & $program outbox check --home $folder 2>&1 | Out-String
        $status = $LASTEXITCODE
        $ErrorActionPreference = 'Stop'
        if ($status -ne 0) { $refused += "  ${folder}: $($said.Trim())" }
    }
}
catch {
    $refused = @("  the homes of this computer cannot be asked: $($_.Exception.Message)")
}
if ($refused.Count -eq 0) { exit 0 }

$words = @('pos-client is not uninstalled: on this computer not everything has its receipt.') + $refused + @(
    'Deliver it with `pos-client outbox send --home DIR`, or take it to another counter of the outlet with',
    '`pos-client reset --home DIR --export FILE`. Then uninstall again.')
[Console]::Error.WriteLine($words -join [Environment]::NewLine)
exit 1
