#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Credentials from the real AWS CLI, and from the addresses that containers and instances
# have, within a network of the test's own.
. "$srcdir/tests/tap.sh"
need python3 openssl
who=$builddir/tests/net/aws_who
cd "$TEST_TMP" || exit 99
mkdir -p "$HOME/.aws/cli/cache" bin
AWS_REGION=eu-west-1
export AWS_REGION

# --- the AWS CLI ---

role=arn:aws:iam::123456789012:role/measure
cat >"$HOME/.aws/config" <<END
[profile role]
role_arn = $role
source_profile = base
[profile base]
aws_access_key_id = AKIABASE
aws_secret_access_key = base-secret
[profile sso]
sso_start_url = https://example.invalid/start
sso_region = eu-west-1
sso_account_id = 123456789012
sso_role_name = measure
END

# The role was taken before: the CLI has what it got in its cache, by the SHA-1 of its
# question.
key=$(printf '{"RoleArn": "%s"}' "$role" | openssl sha1 | sed 's/.* //')
ends=$(python3 -c 'import time
print(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600)))')
printf '{"Credentials": {"AccessKeyId": "AKIAROLE", "SecretAccessKey": "role-secret",
    "SessionToken": "role-token", "Expiration": "%s"}, "ResponseMetadata": {}}' "$ends" \
    >"$HOME/.aws/cli/cache/$key.json"

cli=
for folder in /usr/local/bin /usr/bin $(echo "$PATH" | tr ':' ' '); do
    if [ -x "$folder/aws" ] && AWS_ACCESS_KEY_ID=a AWS_SECRET_ACCESS_KEY=b "$folder/aws" \
        configure export-credentials --format process >/dev/null 2>&1; then
        cli=$folder/aws
        break
    fi
done
if [ -n "$cli" ]; then
    ln -s "$cli" bin/aws
    out=$(PATH="$TEST_TMP/bin:$PATH" "$who" role)
    is "a role is taken by the AWS CLI" "$?" 0
    like "and named" "$out" '^profile role$'
    out=$(PATH="$TEST_TMP/bin:$PATH" AWS_PROFILE=role "$who")
    like "also by AWS_PROFILE" "$out" '^profile role$'
    status=0
    out=$(PATH="$TEST_TMP/bin:$PATH" "$who" sso) || status=$?
    is "who has not signed in is told so" "$status" 6
    like "in the CLI's words" "$out" '^profile sso, by the AWS CLI: .*SSO'
else
    skip "a role is taken by the AWS CLI" "aws 2.9 or newer is not installed"
fi
rm -f bin/aws
status=0
out=$(PATH="$TEST_TMP/bin" "$who" role) || status=$?
is "without the AWS CLI a role cannot be taken" "$status" 6
like "and that is said" "$out" 'which the AWS CLI does: aws is not installed$'
printf '#!/bin/sh\necho "aws: error: argument subcommand: Invalid choice" >&2\nexit 2\n' >bin/aws
chmod +x bin/aws
status=0
out=$(PATH="$TEST_TMP/bin:$PATH" "$who" role) || status=$?
is "an old one cannot do it" "$status" 6
like "and that is said, too" "$out" 'aws is older than 2.9$'

# --- fixed addresses ---

# A network where the metadata addresses are this machine's own.
cat >network.sh <<'END'
set -e
ip link set lo up
for address in 169.254.170.2 169.254.169.254; do
    ip addr add "$address/32" dev lo
done
mkfifo hold
TEST_ADDRESS='169.254.170.2:80 169.254.169.254:80 127.0.0.1:8123' \
    python3 "$srcdir/tests/net/aws_server.py" >ports <hold &
exec 3>hold
while ! [ -s ports ]; do sleep 0.05; done
AWS_ENDPOINT_URL=http://127.0.0.1:8123
export AWS_ENDPOINT_URL
rm -rf "$HOME/.aws"
"$who" >instance.out 2>instance.err
AWS_CONTAINER_CREDENTIALS_RELATIVE_URI=/container/token \
    AWS_CONTAINER_AUTHORIZATION_TOKEN=the-container-token \
    "$who" >container.out 2>container.err
http_proxy=http://127.0.0.1:1 all_proxy=http://127.0.0.1:1 "$who" >proxy.out 2>proxy.err
END
if command -v ip >/dev/null 2>&1 && unshare -rn ip link set lo up 2>/dev/null; then
    TEST_NOW=$(date +%s)
    export TEST_NOW who
    check "a network with the addresses of AWS" unshare -rn sh network.sh
    is "an instance asks its metadata service" "$(cat instance.out)" \
        'EC2 metadata (IMDSv2)
signed by AKIAINSTANCE, token session-token-of-AKIAINSTANCE'
    is "a container asks its agent" "$(cat container.out)" \
        'container
signed by AKIACONTAINER, token session-token-of-AKIACONTAINER'
    is "neither asks through a proxy" "$(cat proxy.out)" "$(cat instance.out)"
    is "no secret is traced" "$(cat ./*.err | grep -c -e '-secret' -e session-token-of \
        -e the-container-token -e the-metadata-token)" 0
else
    skip "a network with the addresses of AWS" "no network can be made here"
fi
finish
