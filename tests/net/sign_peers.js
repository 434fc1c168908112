// SPDX-License-Identifier: GPL-3.0-or-later
// Signs what sign_random printed, with aws4 and with the signer of the AWS SDK, and
// compares. Prints one line: how many requests, how many agree with each.
'use strict';

const readline = require('readline');
const peers = process.env.PEERS;
const aws4 = require(`${peers}/aws4`);
const { SignatureV4 } = require(`${peers}/@smithy/signature-v4`);
const { Sha256 } = require(`${peers}/@aws-crypto/sha256-js`);

const DISAGREEMENTS_SHOWN = 3;
const count = { requests: 0, aws4: 0, aws4_left_out: 0, smithy: 0 };
let shown = 0;

function disagree(who, request, got) {
    if (shown++ < DISAGREEMENTS_SHOWN) {
        console.error(`${who}: ${JSON.stringify(request)}`);
        console.error(`${who}: ${got}`);
    }
}

// "20150830T123600Z" to a Date.
function dateOf(text) {
    return new Date(text.replace(
        /^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

async function bySmithy(r) {
    const [host, port] = r.host.startsWith('[') ?
        [r.host.replace(/:\d+$/, ''), r.host.replace(/^.*:/, '')] : r.host.split(':');
    const query = {};
    for (const [name, value] of r.query)
        query[name] = name in query ? [].concat(query[name], value) : value;
    const signer = new SignatureV4({
        service: r.service,
        region: r.region,
        sha256: Sha256,
        uriEscapePath: r.service !== 's3',
        applyChecksum: r.service === 's3',
        credentials: {
            accessKeyId: r.access,
            secretAccessKey: r.secret,
            sessionToken: r.token || undefined,
        },
    });
    const signed = await signer.sign({
        method: r.method,
        protocol: 'https:',
        hostname: host,
        port: port ? Number(port) : undefined,
        path: r.target.split('?')[0],
        query,
        headers: { host: r.host, ...Object.fromEntries(r.headers) },
        body: r.body === null ? undefined : r.body,
    }, { signingDate: dateOf(r.date) });
    return signed.headers.authorization;
}

// aws4 takes the first only of repeated names in a query for S3.
function isLeftOut(r) {
    const names = r.query.map(([name]) => name);
    return r.service === 's3' && new Set(names).size !== names.length;
}

function byAws4(r) {
    const headers = { Host: r.host, 'X-Amz-Date': r.date, ...Object.fromEntries(r.headers) };
    if (r.token)
        headers['X-Amz-Security-Token'] = r.token;
    if (r.hash)
        headers['X-Amz-Content-Sha256'] = r.hash;
    // It signs the length, and a type that it makes up; ours leaves them to HTTP.
    const ignored = { 'content-length': true };
    if (!r.headers.some(([name]) => name.toLowerCase() === 'content-type'))
        ignored['content-type'] = true;
    const signed = aws4.sign({
        service: r.service,
        region: r.region,
        method: r.method,
        path: r.target,
        headers,
        body: r.body === null ? undefined : r.body,
        extraHeadersToIgnore: ignored,
    }, { accessKeyId: r.access, secretAccessKey: r.secret, sessionToken: r.token || undefined });
    return signed.headers.Authorization;
}

async function main() {
    for await (const line of readline.createInterface({ input: process.stdin })) {
        const r = JSON.parse(line);
        count.requests++;
        const smithy = await bySmithy(r);
        if (smithy === r.authorization)
            count.smithy++;
        else
            disagree('smithy', r, smithy);
        if (isLeftOut(r)) {
            count.aws4_left_out++;
            continue;
        }
        const other = byAws4(r);
        if (other === r.authorization)
            count.aws4++;
        else
            disagree('aws4', r, other);
    }
    console.log(`${count.requests} requests: smithy ${count.smithy}, ` +
        `aws4 ${count.aws4} and ${count.aws4_left_out} left out`);
}

main();
