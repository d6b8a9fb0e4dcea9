#!/usr/bin/env bash
# A Chromium for the test of `glassnet serve` in a browser, where apt has one; where not, that test is skipped, and this
# says so. Fails nothing.
for name in chromium chromium-browser google-chrome; do
    command -v "$name" && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -q && apt-get install -y -q --no-install-recommends chromium; } > /dev/null 2>&1
fi
command -v chromium || echo "no Chromium here, and apt has none for us: glassnet serve is not tested in a browser"
exit 0
