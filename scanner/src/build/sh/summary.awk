# Reads surefire's XML reports; prints each skipped test with its reason, each that passed only when run again, and ends with "N passed, N failed, N skipped".
# Exits 1 if a test failed or none ran.
function attribute(name,    at) {
    if (!match($0, " " name "=\"[^\"]*\"")) return ""
    at = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
    gsub(/&lt;/, "<", at); gsub(/&gt;/, ">", at); gsub(/&quot;/, "\"", at); gsub(/&apos;/, "'", at)
    gsub(/&#10;/, " ", at); gsub(/&amp;/, "\\&", at)
    return at
}
/<testcase / {
    total++
    class = attribute("classname"); sub(/.*\./, "", class)
    test = class "." attribute("name")
}
/<skipped/ {
    skipped++
    reason = attribute("message")
    if (reason == "" && match($0, /<!\[CDATA\[/)) reason = substr($0, RSTART + RLENGTH)
    sub(/\]\]>.*/, "", reason)
    sub(/^[a-zA-Z0-9_.]*Exception: /, "", reason)
    sub(/^Assumption failed: /, "", reason)
    reasons[skipped] = test ": " (reason == "" ? "no reason given" : reason)
}
/<(failure|error)[ >\/]/ && test != failedTest {
    failed++
    failedTest = test
    failures[failed] = test
}
/<flaky(Failure|Error)[ >\/]/ {
    unsteady++
    unsteadyTests[unsteady] = test ": " substr(attribute("message"), 1, 200)
}
END {
    for (i = 1; i <= skipped; i++) print "skipped  " reasons[i]
    for (i = 1; i <= failed; i++) print "failed   " failures[i]
    for (i = 1; i <= unsteady; i++) print "failed once, passed when run again   " unsteadyTests[i]
    printf "%d passed, %d failed, %d skipped\n", total - failed - skipped, failed, skipped
    exit failed > 0 || total == 0
}
