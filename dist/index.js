import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 2613:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("assert");

/***/ }),

/***/ 5317:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("child_process");

/***/ }),

/***/ 6982:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("crypto");

/***/ }),

/***/ 4434:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("events");

/***/ }),

/***/ 9896:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs");

/***/ }),

/***/ 8611:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("http");

/***/ }),

/***/ 5692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("https");

/***/ }),

/***/ 9278:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("net");

/***/ }),

/***/ 4589:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:assert");

/***/ }),

/***/ 6698:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:async_hooks");

/***/ }),

/***/ 4573:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:buffer");

/***/ }),

/***/ 1421:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:child_process");

/***/ }),

/***/ 7540:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:console");

/***/ }),

/***/ 7598:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:crypto");

/***/ }),

/***/ 3053:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:diagnostics_channel");

/***/ }),

/***/ 610:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:dns");

/***/ }),

/***/ 8474:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:events");

/***/ }),

/***/ 3024:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");

/***/ }),

/***/ 1455:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs/promises");

/***/ }),

/***/ 7067:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");

/***/ }),

/***/ 2467:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http2");

/***/ }),

/***/ 7030:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");

/***/ }),

/***/ 6760:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");

/***/ }),

/***/ 643:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:perf_hooks");

/***/ }),

/***/ 1792:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:querystring");

/***/ }),

/***/ 99:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:sqlite");

/***/ }),

/***/ 7075:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream");

/***/ }),

/***/ 7830:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:stream/web");

/***/ }),

/***/ 7997:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers");

/***/ }),

/***/ 8500:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:timers/promises");

/***/ }),

/***/ 1692:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:tls");

/***/ }),

/***/ 3136:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:url");

/***/ }),

/***/ 7975:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util");

/***/ }),

/***/ 3429:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:util/types");

/***/ }),

/***/ 8877:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:v8");

/***/ }),

/***/ 5919:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:worker_threads");

/***/ }),

/***/ 8522:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:zlib");

/***/ }),

/***/ 857:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("os");

/***/ }),

/***/ 6928:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("path");

/***/ }),

/***/ 3193:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("string_decoder");

/***/ }),

/***/ 3557:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("timers");

/***/ }),

/***/ 4756:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("tls");

/***/ }),

/***/ 9023:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("util");

/***/ }),

/***/ 8801:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Tm: () => (/* binding */ givenUrl),
/* harmony export */   xy: () => (/* binding */ givenKey),
/* harmony export */   zS: () => (/* binding */ readAccess)
/* harmony export */ });
/* unused harmony exports ACCESS_INPUTS, MATON_URL */
/* harmony import */ var _http_proxy_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(768);
/* harmony import */ var _text_names_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(7214);


const ACCESS_INPUTS = (/* unused pure expression or super */ null && ([
    'maton_api_key',
    'maton_connection',
    'maton_url',
    'organization',
    'projects',
    'github_token',
    'dry_run',
    'on_error'
]));
const MATON_URL = 'https://api.maton.ai';
function readAccess(reader) {
    const organization = reader.text('organization', { fallback: 'SENTRY_ORG' });
    return {
        key: readKey(reader),
        connection: readConnection(reader),
        matonUrl: readMatonUrl(reader),
        organization: readSlugs(reader, 'organization', organization),
        organizationFrom: organization === undefined ? undefined : reader.nameOf('organization'),
        projects: readProjects(reader),
        projectsFrom: reader.nameOf('projects'),
        githubToken: readToken(reader),
        dryRun: reader.boolean('dry_run', false),
        onError: reader.oneOf('on_error', ['fail', 'warn'], 'fail')
    };
}
/** The key as given, for masking it before anything is said. */
function givenKey(reader) {
    return reader.text('maton_api_key', { fallback: 'MATON_API_KEY' });
}
/** The address as given, for taking a password in it out of everything that is said. */
function givenUrl(reader) {
    return reader.text('maton_url', { fallback: 'MATON_URL' });
}
/** A secret that a run does not get is empty, and nothing tells why: all the reasons are named. */
const WHY_EMPTY = 'A secret is empty when its name is misspelt, when the workflow was called without `secrets: inherit`, ' +
    'when it belongs to an environment that the job does not name (`environment:`), ' +
    'and in runs for forks and by Dependabot';
/** Maton's keys are opaque: only what could not stand in a header is refused. */
function readKey(reader) {
    const key = givenKey(reader);
    if (key === undefined) {
        reader.problem('maton_api_key', undefined, `needed: the Maton key, from a secret, such as \${{ secrets.MATON_API_KEY }}. ${WHY_EMPTY}`);
    }
    else if (!/^[\x21-\x7e]+$/.test(key)) {
        reader.problem('maton_api_key', undefined, 'must be a key without blanks and line breaks: copy it again from maton.ai/settings');
    }
    return key ?? '';
}
function readToken(reader) {
    const token = reader.text('github_token');
    if (token === undefined || /^[\x21-\x7e]+$/.test(token))
        return token;
    reader.problem('github_token', undefined, 'must be a token without blanks and line breaks');
    return undefined;
}
function readConnection(reader) {
    const connection = reader.text('maton_connection', { fallback: 'MATON_CONNECTION' });
    if (connection !== undefined && !_text_names_js__WEBPACK_IMPORTED_MODULE_1__/* .CONNECTION_ID */ .DG.test(connection)) {
        reader.problem('maton_connection', connection, 'a connection id: letters, digits, _ and -');
    }
    return connection;
}
function readMatonUrl(reader) {
    const given = givenUrl(reader) ?? MATON_URL;
    // an address that cannot be read may still hold a password
    const shown = given.includes('@') ? undefined : given;
    const url = URL.canParse(given) ? new URL(given) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol)) {
        reader.problem('maton_url', shown, `an address such as ${MATON_URL}`);
    }
    else if (url.username !== '' || url.password !== '') {
        reader.problem('maton_url', undefined, 'must be an address without user name and password');
    }
    else if (url.protocol === 'http:' && !(0,_http_proxy_js__WEBPACK_IMPORTED_MODULE_0__/* .isLoopback */ .U9)(url)) {
        reader.problem('maton_url', shown, 'an https: address, because the key goes there');
    }
    else if (url.search !== '' || url.hash !== '') {
        reader.problem('maton_url', shown, 'an address without ? and #');
    }
    else {
        return url;
    }
    return new URL(MATON_URL);
}
function readProjects(reader) {
    const projects = reader.list('projects', 'newline, comma or space', { fallback: 'SENTRY_PROJECT' });
    for (const project of projects)
        readSlugs(reader, 'projects', project);
    return projects;
}
function readSlugs(reader, name, slug) {
    if (slug !== undefined && !(0,_text_names_js__WEBPACK_IMPORTED_MODULE_1__/* .isSlug */ .u5)(slug))
        reader.problem(name, slug, 'a slug as in the address of Sentry (letters, digits, _ and -), or an id');
    return slug;
}


/***/ }),

/***/ 3064:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   o: () => (/* binding */ openEarly)
/* harmony export */ });
/* unused harmony export READS */
/* harmony import */ var _http_ahead_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2161);
/* harmony import */ var _http_proxy_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(768);
/* harmony import */ var _event_server_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(1125);
/* harmony import */ var _access_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(8801);
/* harmony import */ var _inputs_js__WEBPACK_IMPORTED_MODULE_4__ = __nccwpck_require__(9922);





/**
 * Opens connections to the hosts that a run will send requests to. Nothing is sent. Nothing is opened when the access would be
 * refused, when the run reads nothing, and where a proxy is set.
 */
function openEarly(step, env) {
    const opened = new Map();
    for (const url of hostsOf(step, env)) {
        if ((0,_http_proxy_js__WEBPACK_IMPORTED_MODULE_1__/* .proxyVariableFor */ .Qk)(url, env) === undefined)
            opened.set(url.origin, (0,_http_ahead_js__WEBPACK_IMPORTED_MODULE_0__/* .openAhead */ .i)(url, _http_ahead_js__WEBPACK_IMPORTED_MODULE_0__/* .CONNECT_MS */ .s));
    }
    return {
        take({ origin }) {
            const found = opened.get(origin);
            opened.delete(origin);
            return found;
        },
        close() {
            for (const { socket } of opened.values())
                socket.destroy();
            opened.clear();
        }
    };
}
function hostsOf(step, env) {
    const reader = (0,_inputs_js__WEBPACK_IMPORTED_MODULE_4__/* .createInputReader */ .ic)(env);
    const access = (0,_access_js__WEBPACK_IMPORTED_MODULE_3__/* .readAccess */ .zS)(reader);
    if (reader.problems.length > 0 || (step === 'api' && !isSent(reader, access)))
        return [];
    const { apiUrl } = (0,_event_server_js__WEBPACK_IMPORTED_MODULE_2__/* .readServer */ .W)(env);
    const github = step === 'release' &&
        readsCommits(reader, { access, env }) &&
        /^https?:/i.test(apiUrl) &&
        URL.canParse(apiUrl)
        ? [new URL(apiUrl)]
        : [];
    return [access.matonUrl, ...github];
}
/** Operations whose names begin so read; all others write. */
const READS = /^(?:get|list)-/;
/** Whether an operation is carried out: a write only when it is confirmed. */
function isSent(reader, { dryRun }) {
    const isRead = READS.test(reader.text('operation') ?? '');
    return isRead || (!dryRun && reader.text('confirm') !== undefined);
}
/** Whether a release run will ask GitHub for commits, as far as the inputs tell. */
function readsCommits(reader, { access, env }) {
    const only = reader.list('only', 'newline, comma or space').map(part => part.toLowerCase());
    const mode = (reader.text('set_commits') ?? 'auto').toLowerCase();
    // commits that are not merged yet are not set by themselves
    const isUnmerged = mode === 'auto' && (env['GITHUB_EVENT_NAME'] ?? '').startsWith('pull_request');
    const isAsked = only.length === 0 || only.includes('commits');
    return access.githubToken !== undefined && isAsked && !isUnmerged && !['skip', 'local'].includes(mode);
}


/***/ }),

/***/ 9922:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   ic: () => (/* binding */ createInputReader),
/* harmony export */   nR: () => (/* binding */ timeOf)
/* harmony export */ });
/* unused harmony exports isOtherForm, alternatives */
/* harmony import */ var _text_json_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(2845);
/* harmony import */ var _rejected_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7985);
/** Reads inputs strictly: what is not allowed is a problem, never a guess, and all problems of a run are told together. */


/** Inputs whose values are secrets, or easily mistaken for the address that holds one. */
const NEVER_SHOWN = new Set(['maton_api_key', 'maton_connection', 'github_token']);
/** Inputs that are addresses, or that people may take for one. */
const ADDRESSES = new Set(['maton_url', 'url', 'deploy_url', 'repo']);
/** @param env the step's environment, in which the runner gives each input as `INPUT_<NAME>` */
function createInputReader(env) {
    const problems = [];
    /** Where values came from, if not from the input itself: a message speaks of what stands in the workflow. */
    const inUse = new Map();
    const values = new Map();
    const rejected = new Map();
    function given(name) {
        const value = env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`]?.trim() ?? '';
        if (value === '')
            return undefined;
        values.set(name, value);
        return value;
    }
    function text(name, { oldName, fallback } = {}) {
        const present = given(name);
        if (present !== undefined)
            return present;
        const old = oldName === undefined ? undefined : given(oldName);
        const outside = fallback === undefined ? undefined : env[fallback]?.trim() || undefined;
        if (old !== undefined)
            inUse.set(name, oldName ?? name);
        else if (outside !== undefined)
            inUse.set(name, `${name} (from the variable ${fallback})`);
        const value = old ?? outside;
        if (value !== undefined)
            values.set(name, value);
        return value;
    }
    function nameOf(input) {
        return inUse.get(input) ?? input;
    }
    function problem(input, value, allowed) {
        // without a scheme `a:b@c` is an address only where one is asked for: versions look like that, too
        const colon = value?.indexOf(':') ?? -1;
        const isPassword = ADDRESSES.has(input) && colon !== -1 && (value ?? '').lastIndexOf('@') > colon;
        // an item of a list may be a piece of the secret that the list holds
        const whole = values.get(input) ?? value ?? '';
        const isHidden = NEVER_SHOWN.has(input) || isPassword || [whole, value ?? ''].some(_rejected_js__WEBPACK_IMPORTED_MODULE_0__/* .mayHoldSecret */ .dV);
        rejected.set(input, whole);
        problems.push({ input: nameOf(input), value: isHidden ? undefined : value, allowed });
    }
    return {
        text,
        nameOf,
        problem,
        problems,
        values,
        rejected,
        boolean(name, otherwise) {
            const value = given(name);
            if (value === undefined)
                return otherwise;
            if (/^(true|1)$/i.test(value))
                return true;
            if (/^(false|0)$/i.test(value))
                return false;
            problem(name, value, 'true, false, 1 or 0');
            return otherwise;
        },
        oneOf(name, allowed, otherwise) {
            const value = given(name);
            if (value === undefined)
                return otherwise;
            const found = allowed.find(one => one.toLowerCase() === value.toLowerCase());
            if (found === undefined)
                problem(name, value, alternatives(allowed));
            return found ?? otherwise;
        },
        list(name, separators, options) {
            const value = text(name, options) ?? '';
            if (isOtherForm(value, options?.items ?? 'names')) {
                problem(name, value, `a list separated by ${separators}, without brackets, quotes and dashes: one, two`);
                return [];
            }
            const items = value.split(separators === 'newline or comma' ? /[\r\n,]/ : /[\s,]/);
            return [...new Set(items.map(item => item.trim()).filter(item => item !== ''))];
        },
        integer(name, { min, max, otherwise }) {
            const value = given(name);
            if (value === undefined)
                return otherwise;
            const number = Number(value);
            if (/^\d+$/.test(value) && number >= min && number <= max)
                return number;
            problem(name, value, `a whole number from ${min} to ${max}`);
            return otherwise;
        }
    };
}
/**
 * Whether a list is written in another form than separated by its separators: as JSON (`["a", "b"]`), or with the dashes of YAML.
 * Split like any other it would give names that nobody has.
 */
function isOtherForm(value, items) {
    if (/^[^\S\r\n]*-\s/m.test(value))
        return true;
    if (items === 'names')
        return /^\s*[[{]|"/.test(value);
    const json = (0,_text_json_js__WEBPACK_IMPORTED_MODULE_1__/* .parseJson */ .qF)(value);
    return Array.isArray(json) || (0,_text_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isRecord */ .u4)(json);
}
/** `a, b or c` */
function alternatives(words) {
    return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
const ISO_TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;
/**
 * A time given as Unix seconds or ISO 8601; without a zone it is UTC.
 * @returns ISO 8601 in UTC with milliseconds, or `undefined` when it is neither
 */
function timeOf(value) {
    if (/^\d{1,11}(\.\d+)?$/.test(value))
        return isoOf(Number(value) * 1_000);
    const [, date, clock = '00:00', zone = 'Z'] = ISO_TIME.exec(value) ?? [];
    // a day that the month does not have would be read as one of the next month
    if (date === undefined || isoOf(Date.parse(date))?.startsWith(date) !== true)
        return undefined;
    const offset = zone.toUpperCase().replace(/^([+-]\d{2})(\d{2})$/, '$1:$2');
    return isoOf(Date.parse(`${date}T${clock}${offset}`));
}
function isoOf(ms) {
    return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}


/***/ }),

/***/ 7985:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   VY: () => (/* binding */ secretsIn),
/* harmony export */   dV: () => (/* binding */ mayHoldSecret),
/* harmony export */   oF: () => (/* binding */ percentDecoded)
/* harmony export */ });
/* harmony import */ var _text_redact_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(1122);

/** Values of what is called so; `key=` and `token=` also inside of longer names. */
const NAMED_VALUE = /(?:token|key|secret|password|passwd|pwd|session\w{0,20}|auth\w{0,20})["']?\s{0,3}[=:]\s{0,3}["']?(?:bearer\s{1,3})?([^\s"'&#;,]+)/gi;
const TOKEN = /(?:sntry|mk_|gh[opusr]_|github_pat_)[\w.+/=-]*/gi;
const USERINFO = /(?:^|\/\/)([^\s/?#@]+)@/g;
const SIGNS = /(?:token|key|secret|password|passwd|pwd)["']?\s{0,3}[=:]|sntry|mk_|gh[opusr]_|github_pat_|session/i;
/** Whether a value may hold a secret: one is never shown when it is rejected. */
function mayHoldSecret(value) {
    return [value, percentDecoded(value)].some(text => {
        const scheme = text.indexOf('://');
        return SIGNS.test(text) || (scheme >= 0 && text.includes('@', scheme));
    });
}
/** The secrets in a value that may hold some: itself, and those that stand in it by name, prefix or place. */
function secretsIn(value) {
    if (!mayHoldSecret(value))
        return [];
    const parts = [value, percentDecoded(value)].flatMap(text => [
        text,
        ...[...text.matchAll(NAMED_VALUE)].map(([, secret = '']) => secret),
        ...[...text.matchAll(TOKEN)].map(([secret]) => secret),
        ...[...text.matchAll(USERINFO)].flatMap(([, userinfo = '']) => [
            userinfo,
            userinfo.slice(userinfo.indexOf(':') + 1)
        ])
    ]);
    return [...new Set(parts)].filter(part => part.length >= _text_redact_js__WEBPACK_IMPORTED_MODULE_0__/* .SHORTEST_MASK */ .SE);
}
/** Some encode addresses in addresses, and what stands in them. */
function percentDecoded(value) {
    return value.replace(/%([2-7][0-9a-f])/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}


/***/ }),

/***/ 1125:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   W: () => (/* binding */ readServer)
/* harmony export */ });
/* harmony import */ var _text_clean_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(4874);

/** GitHub's addresses from the runner's variables; those of github.com where they are missing. */
function readServer(env) {
    const apiUrl = (0,_text_clean_js__WEBPACK_IMPORTED_MODULE_0__/* .withoutTrailing */ .hT)(env['GITHUB_API_URL'] || 'https://api.github.com', '/');
    return {
        url: (0,_text_clean_js__WEBPACK_IMPORTED_MODULE_0__/* .withoutTrailing */ .hT)(env['GITHUB_SERVER_URL'] || 'https://github.com', '/'),
        apiUrl,
        graphqlUrl: (0,_text_clean_js__WEBPACK_IMPORTED_MODULE_0__/* .withoutTrailing */ .hT)(env['GITHUB_GRAPHQL_URL'] || `${apiUrl.replace(/\/v3$/, '')}/graphql`, '/')
    };
}


/***/ }),

/***/ 2161:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   i: () => (/* binding */ openAhead),
/* harmony export */   s: () => (/* binding */ CONNECT_MS)
/* harmony export */ });
/* harmony import */ var node_net__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(7030);
/* harmony import */ var node_tls__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(1692);


/** How long a handshake may take, in milliseconds. */
const CONNECT_MS = 10_000;
/**
 * Begins with a connection to a host. Its errors are of no account: whoever needs one then connects in the usual way.
 * @param url scheme, host and port
 * @param timeoutMs how long the handshake may take
 */
function openAhead(url, timeoutMs) {
    const isSecure = url.protocol === 'https:';
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    const port = Number(url.port) || (isSecure ? 443 : 80);
    const socket = isSecure
        ? (0,node_tls__WEBPACK_IMPORTED_MODULE_1__.connect)({ host, port, ALPNProtocols: ['http/1.1'] })
        : (0,node_net__WEBPACK_IMPORTED_MODULE_0__.connect)({ host, port });
    return { socket, isOpen: opening(socket, { event: isSecure ? 'secureConnect' : 'connect', timeoutMs }) };
}
/** Whether a connection opens in time. */
function opening(socket, { event, timeoutMs }) {
    return new Promise(resolve => {
        socket
            .setNoDelay(true)
            .setTimeout(timeoutMs, () => socket.destroy())
            .once(event, () => {
            socket.setTimeout(0);
            resolve(true);
        })
            // an error closes it, too
            .on('error', () => resolve(false))
            .once('close', () => resolve(false));
    });
}


/***/ }),

/***/ 768:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   EM: () => (/* binding */ proxySettings),
/* harmony export */   Qk: () => (/* binding */ proxyVariableFor),
/* harmony export */   U9: () => (/* binding */ isLoopback),
/* harmony export */   UE: () => (/* binding */ PROXY_FAILURE)
/* harmony export */ });
/* harmony import */ var _run_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(8195);

/** A proxy variable that cannot be used. */
const PROXY_FAILURE = {
    name: 'proxy',
    cause: 'A proxy variable of the environment does not hold an address that can be used.',
    remedy: 'Write https_proxy and http_proxy as http://host:port.'
};
/** Whether a URL's host is this machine: such hosts may be spoken to without TLS and are never reached through a proxy. */
function isLoopback(url) {
    return url.hostname === 'localhost' || /^127\.\d+\.\d+\.\d+$/.test(url.hostname) || url.hostname === '[::1]';
}
/** The name of the proxy variable that counts for a host, unless `no_proxy` names the host. */
function proxyVariableFor(url, env) {
    if (isLoopback(url))
        return undefined;
    const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
    return [name, name.toUpperCase()].find(one => Boolean(env[one]));
}
/**
 * The proxy settings for one host, from `https_proxy`, `http_proxy` and `no_proxy` in either case. A proxy without scheme is
 * `http://`. Every setting is given, because the agent reads the process's environment for each that is left out.
 * @throws Failure when the variable holds no address
 */
function proxySettings(url, env) {
    const none = { httpProxy: '', httpsProxy: '', noProxy: '*' };
    const name = proxyVariableFor(url, env);
    const given = name === undefined ? undefined : env[name];
    if (name === undefined || given === undefined)
        return none;
    const isSecure = url.protocol === 'https:';
    const proxy = /^[a-z][a-z0-9+.-]*:\/\//i.test(given) ? given : `http://${given}`;
    if (!URL.canParse(proxy))
        throw new _run_failure_js__WEBPACK_IMPORTED_MODULE_0__/* .Failure */ .HR(PROXY_FAILURE, `the proxy in ${name} is not an address`);
    return {
        httpProxy: isSecure ? '' : proxy,
        httpsProxy: isSecure ? proxy : '',
        noProxy: env['no_proxy'] || env['NO_PROXY'] || ''
    };
}


/***/ }),

/***/ 342:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _actions_early_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3064);

const early = (0,_actions_early_js__WEBPACK_IMPORTED_MODULE_0__/* .openEarly */ .o)('release', process.env);
// the handshakes take place while the rest of the code is loaded; one name makes one file of it
const [{ runInProcess }, { releaseStep }] = await Promise.all([
    Promise.all(/* import() | release */[__nccwpck_require__.e(421), __nccwpck_require__.e(666)]).then(__nccwpck_require__.bind(__nccwpck_require__, 7041)),
    Promise.all(/* import() | release */[__nccwpck_require__.e(421), __nccwpck_require__.e(666)]).then(__nccwpck_require__.bind(__nccwpck_require__, 2838))
]);
await runInProcess(releaseStep, early);

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 8195:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   EK: () => (/* binding */ isOneOf),
/* harmony export */   HR: () => (/* binding */ Failure),
/* harmony export */   d0: () => (/* binding */ hasKind),
/* harmony export */   gD: () => (/* binding */ CANCELLED)
/* harmony export */ });
/** The one kind of error that the steps throw on purpose: what happened, to what, and what to do. */
class Failure extends Error {
    kind;
    remedy;
    /**
     * @param kind what the guide says about it
     * @param message what happened and to what; foreign text in it must have passed `clean`
     * @param options `remedy` replaces the kind's own where more is known; `cause` is the error behind it
     */
    constructor(kind, message, options = {}) {
        super(message, options.cause === undefined ? undefined : { cause: options.cause });
        this.name = 'Failure';
        this.kind = kind;
        this.remedy = options.remedy ?? kind.remedy;
    }
}
/** Whether an error is a failure of one of these kinds. */
function isOneOf(error, kinds) {
    return error instanceof Failure && kinds.includes(error.kind);
}
/** As `isOneOf`, for what is a failure in any case. */
function hasKind(failure, kinds) {
    return kinds.includes(failure.kind);
}
/** The run was told to stop, or is over, while something was under way. */
const CANCELLED = {
    name: 'cancelled',
    cause: 'The runner cancelled the job.',
    remedy: 'The log says what was written before; run the step again to complete it.'
};


/***/ }),

/***/ 4874:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   hT: () => (/* binding */ withoutTrailing),
/* harmony export */   kc: () => (/* binding */ logText),
/* harmony export */   uH: () => (/* binding */ clean)
/* harmony export */ });
/* unused harmony exports LONGEST_SEARCHED, cutForSearch */
const ESC = '\u001b';
/** Escape sequences of terminals: strings (OSC, DCS, …) up to their end, control sequences, two-character ones. */
const TERMINAL_SEQUENCE = new RegExp([
    `${ESC}[\\]PX^_][^\\u0007\\u009c${ESC}]*(?:\\u0007|\\u009c|${ESC}\\\\)`,
    `(?:${ESC}\\[|\\u009b)[0-?]*[ -/]*[@-~]`,
    `${ESC}[ -/]*[0-Z\\\\^-~]`
].join('|'), 'g');
const LINE_BREAK = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/g;
/**
 * Characters that show nothing or reorder what is shown: controls, soft hyphen, grapheme joiner, bidi controls,
 * zero-width space and non-joiner, word joiner, byte order mark, Hangul and Khmer fillers, the empty Braille
 * pattern, variation selectors, interlinear marks, tag characters. The zero-width joiner stays: emoji need it.
 */
const INVISIBLE = new RegExp('[' +
    '\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f' +
    '\\u200b\\u200c\\u200e\\u200f\\u202a-\\u202e\\u2060\\u2066-\\u2069\\u2800\\u3164' +
    '\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff9-\\ufffb\\u{e0000}-\\u{e0fff}' +
    ']', 'gu');
const STACKED_MARKS = /(\p{M})\p{M}{3,}/gu;
const NOTHING_VISIBLE = /^[\s\u200d]*$/;
const ZERO_WIDTH_SPACE = '\u200b';
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/**
 * Makes a foreign text one clean line. Every foreign text passes it before it is escaped: what is cut after
 * escaping may be cut inside an entity or a code span.
 *
 * @param text anything, such as the title of an error
 * @param max the most grapheme clusters that are kept; there are never more than 4 × `max` UTF-16 units
 * @returns a text without line breaks, terminal sequences and invisible characters, `…` where it was cut,
 *   `(no title)` when nothing is left; cleaning it again changes nothing
 */
function clean(text, max = 120) {
    const line = dropInvisible(cutForSearch(text).replace(LINE_BREAK, ' ').replace(TERMINAL_SEQUENCE, '').replace(/\t/g, ' '))
        .normalize('NFC')
        .replace(STACKED_MARKS, '$1')
        .replace(/\s+/g, ' ')
        .trim();
    return NOTHING_VISIBLE.test(line) ? '(no title)' : cut(line, max);
}
/**
 * Makes a text safe for the runner's log. The runner executes a line that begins with `::command::` and, in the
 * old form, `##[command]` anywhere in a line, of stdout and stderr alike; a zero-width space breaks both.
 *
 * @param text anything, with line breaks too (an error body, a stack trace)
 * @param max the most grapheme clusters that are kept (the zero-width spaces put in are not counted)
 * @returns one line; line breaks are shown as `⏎`; doing it again changes nothing
 */
function logText(text, max = 2_000) {
    const searched = cutForSearch(text);
    const line = dropInvisible(searched.replace(LINE_BREAK, '⏎').replace(TERMINAL_SEQUENCE, '').replace(/\t/g, ' '));
    return cut(line.trimEnd(), max)
        .replaceAll('##[', `##${ZERO_WIDTH_SPACE}[`)
        .replace(/^(\s*:)(?=:)/, `$1${ZERO_WIDTH_SPACE}`);
}
function dropInvisible(text) {
    return text.toWellFormed().replace(INVISIBLE, '');
}
function cut(text, max) {
    const cap = 4 * max;
    let kept = '';
    let shortened = '';
    let count = 0;
    for (const { segment } of graphemes.segment(text)) {
        count += 1;
        kept += segment;
        if (count > max || kept.length > cap)
            return `${shortened.trimEnd()}…`;
        if (count < max && kept.length < cap)
            shortened = kept;
    }
    return text;
}
/** Longer foreign text is cut before anything is searched in it: no place shows more of a text than a small part of this. */
const LONGEST_SEARCHED = 20_000;
/** A word that the cut splits may be half a secret; a longer one than this is no word. */
const LONGEST_WORD = 4_000;
/**
 * Cuts a text to what is searched and shown at most, in front of the word that the cut would split.
 * @returns a text of at most `LONGEST_SEARCHED` UTF-16 units
 */
function cutForSearch(text) {
    if (text.length <= LONGEST_SEARCHED)
        return text;
    let end = LONGEST_SEARCHED;
    while (end > LONGEST_SEARCHED - LONGEST_WORD && !isBlank(text.charAt(end)))
        end -= 1;
    return text.slice(0, end).toWellFormed();
}
function isBlank(character) {
    return character.trim() === '';
}
/** A text without the given character at its end, however often it stands there. */
function withoutTrailing(text, character) {
    let end = text.length;
    while (end > 0 && text.charAt(end - 1) === character)
        end -= 1;
    return text.slice(0, end);
}


/***/ }),

/***/ 2845:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   $6: () => (/* binding */ textAt),
/* harmony export */   CR: () => (/* binding */ booleanAt),
/* harmony export */   SF: () => (/* binding */ booleanOf),
/* harmony export */   TH: () => (/* binding */ idOf),
/* harmony export */   at: () => (/* binding */ at),
/* harmony export */   b6: () => (/* binding */ textOf),
/* harmony export */   c3: () => (/* binding */ listOf),
/* harmony export */   gT: () => (/* binding */ listAt),
/* harmony export */   hO: () => (/* binding */ rowsAt),
/* harmony export */   jM: () => (/* binding */ parseExact),
/* harmony export */   qF: () => (/* binding */ parseJson),
/* harmony export */   rl: () => (/* binding */ numberOf),
/* harmony export */   tk: () => (/* binding */ numberAt),
/* harmony export */   u4: () => (/* binding */ isRecord),
/* harmony export */   zO: () => (/* binding */ mapTexts),
/* harmony export */   zv: () => (/* binding */ recordOf)
/* harmony export */ });
/* unused harmony exports MAX_DEPTH, isExact */
/** Reads single fields of JSON that came from outside. Any field may be missing or of another type: then it is `undefined` or empty. */
function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** The object, or an empty one. */
function recordOf(value) {
    return isRecord(value) ? value : {};
}
/** The list, or an empty one. */
function listOf(value) {
    return Array.isArray(value) ? value : [];
}
/** The text, or `undefined`; an empty text counts as a text. */
function textOf(value) {
    return typeof value === 'string' ? value : undefined;
}
/** The number, or the number that a text spells; else `undefined`. */
function numberOf(value) {
    if (isRecord(value) && JSON.isRawJSON(value))
        return numberOf(value['rawJSON']);
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}
/** An id that one answer sends as a number and another as a text. */
function idOf(value) {
    if (Number.isSafeInteger(value))
        return String(value);
    return textOf(value);
}
function booleanOf(value) {
    return typeof value === 'boolean' ? value : undefined;
}
/**
 * The value at a path of field names inside something foreign.
 *
 * @returns undefined as soon as a step is missing or is no object
 */
function at(value, ...path) {
    let found = value;
    for (const name of path) {
        if (!isRecord(found))
            return undefined;
        found = found[name];
    }
    return found;
}
/** The text at a path; undefined when there is none, when it is empty or when it is no text. */
function textAt(value, ...path) {
    const found = at(value, ...path);
    return typeof found === 'string' && found !== '' ? found : undefined;
}
/** The whole number, not negative, at a path: what GitHub's numbers, ids and counts are. */
function numberAt(value, ...path) {
    const found = at(value, ...path);
    return typeof found === 'number' && Number.isSafeInteger(found) && found >= 0 ? found : undefined;
}
/** `true` or `false` at a path; undefined for anything else. */
function booleanAt(value, ...path) {
    const found = at(value, ...path);
    return typeof found === 'boolean' ? found : undefined;
}
/** The list at a path, each entry decoded, for extras and events: entries that `decode` does not accept are left out. */
function listAt(value, path, decode) {
    const found = at(value, ...path);
    if (!Array.isArray(found))
        return [];
    return found.map(entry => decode(entry)).filter(entry => entry !== undefined);
}
/**
 * The list at a path, each entry decoded, for answers that decide something.
 *
 * @returns undefined when it is no list, and as soon as `decode` does not accept an entry: a list with a gap is none
 */
function rowsAt(value, path, decode) {
    const found = at(value, ...path);
    if (!Array.isArray(found))
        return undefined;
    const rows = listAt(found, [], decode);
    return rows.length === found.length ? rows : undefined;
}
/**
 * Lists and objects may stand in each other so deeply. No answer, event or input is nested a tenth as deep, and what walks through
 * a value calls itself once for each level.
 */
const MAX_DEPTH = 100;
/**
 * The JSON value of a text; `undefined` for a text that is not JSON, or that is nested deeper than `MAX_DEPTH` levels. Everything
 * that comes from outside is parsed here, so nothing else has to ask how deep a value is.
 */
function parseJson(text) {
    if (isTooDeep(text))
        return undefined;
    try {
        const value = JSON.parse(text);
        return value;
    }
    catch {
        return undefined;
    }
}
/** Whether a text opens more than `MAX_DEPTH` lists and objects in each other. Brackets within strings do not count. */
function isTooDeep(text) {
    let depth = 0;
    for (let at = 0; at < text.length; at += 1) {
        const sign = text.charCodeAt(at);
        if (sign === QUOTE)
            at = endOfString(text, at);
        else if (sign === BRACE || sign === BRACKET)
            depth += 1;
        else if (sign === BRACE_END || sign === BRACKET_END)
            depth -= 1;
        if (depth > MAX_DEPTH)
            return true;
    }
    return false;
}
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const BRACE = 0x7b;
const BRACE_END = 0x7d;
const BRACKET = 0x5b;
const BRACKET_END = 0x5d;
/** Where the string that begins at a quote ends: at the next quote that no backslash stands for. */
function endOfString(text, start) {
    for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
        let backslashes = 0;
        while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH)
            backslashes += 1;
        if (backslashes % 2 === 0)
            return end;
    }
    return text.length;
}
/** Digits that a double may not hold, or an exponent. */
const LONG_NUMBER = /\d{16}|\d[eE]/;
/** As `parseJson`, but a number that a double cannot hold is kept as its text: `JSON.stringify` writes it as it was. */
function parseExact(text) {
    if (!LONG_NUMBER.test(text))
        return parseJson(text);
    if (isTooDeep(text))
        return undefined;
    try {
        return JSON.parse(text, (_key, value, { source }) => typeof value === 'number' && source !== undefined && !isExact(value, source)
            ? JSON.rawJSON(source)
            : value);
    }
    catch {
        return undefined;
    }
}
/** Whether a number is the one that was written. */
function isExact(value, source) {
    return Number.isFinite(value) && digitsOf(String(value)) === digitsOf(source);
}
/** A decimal number without what may be written in several ways: its digits, and where the point is. */
function digitsOf(decimal) {
    const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(decimal) ?? [];
    const digits = whole + fraction;
    let [first, end] = [0, digits.length];
    while (digits[first] === '0')
        first += 1;
    while (end > first && digits[end - 1] === '0')
        end -= 1;
    const places = Number(exponent) - fraction.length + digits.length - end;
    return first === end ? '0' : `${sign}${digits.slice(first, end)}e${places}`;
}
/** The same JSON with each text in it, and each name of a field, as the functions give them. */
function mapTexts(json, text, name) {
    if (typeof json === 'string')
        return text(json);
    if (Array.isArray(json))
        return json.map(item => mapTexts(item, text, name));
    if (!isRecord(json) || JSON.isRawJSON(json))
        return json;
    return Object.fromEntries(Object.entries(json).map(([key, value]) => [name(key), mapTexts(value, text, name)]));
}


/***/ }),

/***/ 7214:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  DG: () => (/* binding */ CONNECTION_ID),
  Zh: () => (/* binding */ countedNames),
  au: () => (/* binding */ didYouMean),
  pA: () => (/* binding */ isDots),
  Wf: () => (/* binding */ isFullSha),
  ve: () => (/* binding */ isSameRepository),
  a$: () => (/* binding */ isShaLike),
  u5: () => (/* binding */ isSlug),
  F8: () => (/* binding */ nearestFirst),
  D2: () => (/* binding */ plainRepository),
  aR: () => (/* binding */ repositoryName),
  wF: () => (/* binding */ shaAt),
  h0: () => (/* binding */ names_short)
});

// EXTERNAL MODULE: ./lib/text/clean.js
var clean = __nccwpck_require__(4874);
// EXTERNAL MODULE: ./lib/text/json.js
var json = __nccwpck_require__(2845);
;// CONCATENATED MODULE: ./lib/text/nearest.js
/** What each difference between the words of two names costs; a letter counts by its share of the word. */
const COST = {
    /** People shorten names: `list-issues` for `list-organization-issues`. */
    missingWord: 0.5,
    extraWord: 1,
    otherWord: 1.5,
    abbreviation: 0.3
};
/** A word with more differences than this is another word. */
const MOST_TYPOS = 0.5;
/** A name that costs more for each word is not near. */
const MOST_COST = 0.75;
/** Names that are so little further off than the nearest are named, too. */
const MARGIN = 0.2;
const MOST_NAMES = 3;
/**
 * The names that may be meant by one that is not known, the nearest first: those with the same words, or with typing errors in them, or
 * with a word more or less. Case and the signs between the words do not matter.
 * @param given as it was written
 * @param names the names that there are
 * @returns at most three names; none when nothing is near
 */
function nearestNames(given, names) {
    const words = wordsOf(given.slice(0, 200));
    if (words.length === 0)
        return [];
    const ranked = names
        .map(name => ({ name, cost: Math.min(costOf(words, wordsOf(name)), wholeCost(words, wordsOf(name))) }))
        .filter(({ cost }) => cost < MOST_COST * words.length)
        .toSorted((a, b) => a.cost - b.cost || (a.name < b.name ? -1 : 1));
    const best = ranked[0]?.cost ?? 0;
    return ranked
        .filter(({ cost }) => cost <= best + MARGIN && (best > 0 || cost === 0))
        .slice(0, MOST_NAMES)
        .map(({ name }) => name);
}
/** `statsPeriod`, `stats_period` and `stats-period` have the same words. */
function wordsOf(name) {
    const parted = name.replace(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase();
    return parted.split(/[^\p{L}\d]+/u).filter(word => word !== '');
}
function costOf(given, name) {
    return distance(given, name, { missing: COST.missingWord, extra: COST.extraWord, other: wordCost });
}
/** For a name whose words are written together. */
function wholeCost(given, name) {
    const isTogether = given.length !== name.length && (given.length === 1 || name.length === 1);
    return isTogether ? typoCost(given.join(''), name.join('')) : COST.otherWord;
}
function wordCost(given, name) {
    const stem = given.replace(/s$/, '');
    const isShort = stem.length >= 3 && name.startsWith(stem);
    return Math.min(typoCost(given, name), isShort ? COST.abbreviation : COST.otherWord);
}
function typoCost(given, name) {
    if (given === name)
        return 0;
    const share = typosIn(given, name) / Math.max(given.length, name.length);
    return share <= MOST_TYPOS ? share : COST.otherWord;
}
/** Letters that are missing, too many or wrong, and neighbors that changed places. */
function typosIn(given, name) {
    const [letters, wanted] = [Array.from(given), Array.from(name)];
    const isSwapped = letters.some((letter, at) => letters
        .with(at, letters[at + 1] ?? '')
        .with(at + 1 < letters.length ? at + 1 : at, letter)
        .join('') === name);
    if (isSwapped)
        return 1;
    return distance(letters, wanted, { missing: 1, extra: 1, other: (a, b) => (a === b ? 0 : 1) });
}
/** What it costs to turn one list into another (an edit distance, row by row). */
function distance(given, name, { missing, extra, other }) {
    let above = Array.from({ length: name.length + 1 }, (_, column) => column * missing);
    for (const one of given) {
        const row = [(above[0] ?? 0) + extra];
        for (const [index, wanted] of name.entries()) {
            row.push(Math.min((above[index] ?? 0) + other(one, wanted), (above[index + 1] ?? 0) + extra, (row[index] ?? 0) + missing));
        }
        above = row;
    }
    return above.at(-1) ?? 0;
}

;// CONCATENATED MODULE: ./lib/text/names.js



/** Whether a text is a whole sha, of SHA-1 or SHA-256. The zeros that git writes for "none" are no sha. */
function isFullSha(text) {
    return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(text) && !/^0+$/.test(text);
}
/** The whole sha at a path of field names, in lower case; `undefined` for anything else. */
function shaAt(value, ...path) {
    const found = (0,json/* textAt */.$6)(value, ...path);
    return found !== undefined && isFullSha(found) ? found.toLowerCase() : undefined;
}
/** Whether a text may be a sha, whole or shortened: 7 to 64 hexadecimal digits. */
function isShaLike(text) {
    return /^[0-9a-f]{7,64}$/i.test(text);
}
/** A sha as people write it; a name as it is. */
function names_short(commit) {
    return isFullSha(commit) ? commit.slice(0, 7) : (0,clean/* clean */.uH)(commit, 60);
}
/** Whether two names mean the same repository: without regard to case and `.git`. */
function isSameRepository(a, b) {
    return plainRepository(a) === plainRepository(b);
}
/** A repository's name or address without what two clients may write differently: case, `.git`, blanks around it. */
function plainRepository(name) {
    return name
        .trim()
        .toLowerCase()
        .replace(/\.git$/, '');
}
/**
 * Reads `owner/name`, by the signs that GitHub takes: letters, digits, `-` and `_` for owners; for repositories also `.`, but not
 * `.` and `..`, which would lead an address to another place. The only way from a text to a path of GitHub's API.
 *
 * @param fullName from anywhere: an input, the environment, an event, Sentry
 * @returns `undefined` when it is no such name
 */
function repositoryName(fullName) {
    const [owner = '', name = '', ...rest] = fullName.split('/');
    const isName = rest.length === 0 && /^[\w-]{1,100}$/.test(owner) && /^[\w.-]{1,100}$/.test(name) && !isDots(name);
    return isName ? { owner, name } : undefined;
}
/** Whether a part of a path means a folder and not a name: URLs leave `.` out, and `..` leads out of the folder. */
function isDots(segment) {
    return segment === '.' || segment === '..';
}
/** So many names are shown in a message. */
const SHOWN = 30;
/** How many there are, and their names: `no project`, `1 project: web`, `40 projects: api, web, …`. */
function countedNames(names, thing) {
    if (names.length === 0)
        return `no ${thing}`;
    const shown = names.slice(0, SHOWN).map(name => (0,clean/* clean */.uH)(name, 100));
    const listed = `${shown.join(', ')}${names.length > shown.length ? ', …' : ''}`;
    return names.length === 1 ? `1 ${thing}: ${listed}` : `${names.length} ${thing}s: ${listed}`;
}
/** Names in their order, but those that may be meant by a name that is not known come first. */
function nearestFirst(given, names) {
    const near = given.flatMap(name => nearestNames(name, names));
    return [...new Set([...near, ...names])];
}
/** A question for the names that may be meant, with a blank behind it; empty when there are none. */
function didYouMean(given, names) {
    const near = [...new Set(given.flatMap(name => nearestNames(name, names).slice(0, 1)))];
    return near.length === 0 ? '' : `Did you mean ${near.map(name => (0,clean/* clean */.uH)(name, 100)).join(', ')}? `;
}
/** Whether a text is a slug as Sentry makes them, or a numeric id: nothing else may become a part of a host's name. */
function isSlug(text) {
    return /^[A-Za-z0-9_-]{1,100}$/.test(text);
}
/** Ids of Maton's connections are opaque; only these characters are safe in a header and a path. */
const CONNECTION_ID = /^[A-Za-z0-9_-]{1,200}$/;


/***/ }),

/***/ 1122:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  SE: () => (/* binding */ SHORTEST_MASK),
  ay: () => (/* binding */ createRedact),
  Kp: () => (/* binding */ redactJson),
  cT: () => (/* binding */ withoutSecrets)
});

// EXTERNAL MODULE: ./lib/text/json.js
var text_json = __nccwpck_require__(2845);
;// CONCATENATED MODULE: ./lib/text/unwrap.js
/** Frees a text of what writers of addresses, JSON, HTML, Markdown and shells put round its characters. */
/** Whether there is anything to take away from a text, besides blanks, quotes and the plus. */
function isWrapped(text) {
    return /[%&\\]|<!--|[^ -~]/.test(text);
}
/**
 * What hides the signs behind it: an empty comment, a percent-encoded byte, an entity, an escape of JSON and of JavaScript, what
 * nobody can see. Encodings of the same kind on top of each other (`%2541`, `&amp;lt;`) are one.
 */
const ESCAPE = /<!-- -->|%(?:25)*([\da-fA-F]{2})|&(?:amp;)*(?:#(\d{1,7})|#x([\da-fA-F]{1,6})|(amp|lt|gt|quot|apos|nbsp));|(?<!\\)\\+(?:u([\da-fA-F]{4})|x([\da-fA-F]{2})|([nrtbfv]))|\P{ASCII}+|(?:(?=\p{ASCII})\p{Cc})+/gu;
/** What writers put before signs; and round them, or in the place of blanks. */
const BACKSLASHES = /\\+/g;
const NOISE = /[\\+ '"]+/g;
const NAMED = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: ' '
};
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Z}\u2800⏎]/gu;
/** Of ASCII only: 0x80 to 0x9f are bytes of other characters here. */
const CONTROL = /(?=\p{ASCII})\p{Cc}/u;
/** So many encodings on top of each other are taken off. */
const MAX_LAYERS = 5;
/**
 * A text as it is when one encoding after the other is taken off it, and at last without backslashes. A secret and the same secret
 * in any of these forms end as the same.
 * @param options.quotes whether blanks, quotes and plus signs go at last, too: for secrets that have some
 */
function unwrapped(text, { quotes }) {
    const layers = [replaced({ text, original: range => range }, ESCAPE, meaningOf)];
    for (let last = layers[0]; last !== undefined && layers.length < MAX_LAYERS; last = layers.at(-1)) {
        const next = replaced(last, ESCAPE, meaningOfBytes);
        if (next.text === last.text)
            break;
        layers.push(next);
    }
    return [...layers, ...layers.slice(-1).map(last => replaced(last, quotes ? NOISE : BACKSLASHES, () => ''))];
}
/** Each match replaced by what it means. Where something was replaced, the places in both texts are noted. */
function replaced(before, pattern, meaning) {
    const pieces = [];
    const copies = [];
    let [from, length] = [0, 0];
    const copy = (to) => {
        copies.push({ at: length, from, to });
        pieces.push(before.text.slice(from, to));
        length += to - from;
    };
    for (const match of before.text.matchAll(pattern)) {
        copy(match.index);
        from = match.index + match[0].length;
        const signs = meaning(match);
        pieces.push(signs);
        length += signs.length;
    }
    copy(before.text.length);
    const start = (at) => placeOf(at, copies);
    const end = (at) => placeOf(at - 1, copies, true);
    return {
        text: pieces.join(''),
        original: range => before.original({ start: start(range.start), end: end(range.end) })
    };
}
/** Where a sign stood, or where it ended; of one that stands for others: where those began, or ended. */
function placeOf(at, copies, ended = false) {
    let [low, high] = [0, copies.length - 1];
    while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if ((copies[middle]?.at ?? 0) <= at)
            low = middle;
        else
            high = middle - 1;
    }
    const { at: copied = 0, from = 0, to = 0 } = copies[low] ?? {};
    const place = from + at - copied;
    if (place < to)
        return ended ? place + 1 : place;
    return ended ? (copies[low + 1]?.from ?? to) : to;
}
function meaningOf(match) {
    return codeOf(match) ?? utf8(match[0].replace(INVISIBLE, ''));
}
/** In a text that is bytes already, those that are not ASCII stay. */
function meaningOfBytes(match) {
    return codeOf(match) ?? (/^\P{ASCII}/u.test(match[0]) ? match[0] : '');
}
/** What an escape stands for; `undefined` for what is none. */
function codeOf([all, byte, decimal, hex, name, unit, short, blank]) {
    if (byte !== undefined)
        return String.fromCharCode(Number.parseInt(byte, 16)).replace(CONTROL, '');
    if (name !== undefined)
        return NAMED[name] ?? '';
    if (blank !== undefined || all === '<!-- -->')
        return '';
    const code = decimal === undefined ? Number.parseInt(hex ?? unit ?? short ?? '', 16) : Number(decimal);
    if (Number.isNaN(code))
        return undefined;
    return code > 0x10ffff ? '' : utf8(String.fromCodePoint(code).replace(INVISIBLE, ''));
}
function utf8(text) {
    return Buffer.from(text).toString('latin1');
}

;// CONCATENATED MODULE: ./lib/text/redact.js


/** The runner masks a secret inside of words too: shorter ones would tear holes into everything that is said. */
const SHORTEST_MASK = 8;
/** Shorter texts occur by chance in everything; from here to `SHORTEST_MASK` only whole words are taken out. */
const SHORTEST_SECRET = 4;
/** So much of a secret before a `…` is the secret, cut. */
const SHORTEST_PIECE = 6;
const CUT = '…';
const CUT_UNWRAPPED = Buffer.from(CUT).toString('latin1');
/** Names of fields are short words: what is longer is no name that a server would use by chance. */
const LONGEST_NAME = 15;
/**
 * One redaction for a run. It finds a secret as it is and as it stands in addresses, JSON, HTML, Markdown, shells and base64, also
 * with invisible characters in it, and a piece of one before a cut (`…`).
 * @param secrets as given; of several lines each line is one
 */
function createRedact(secrets) {
    const needles = needlesOf(secrets);
    return text => {
        const ranges = [
            ...plainRanges(text, needles),
            ...unwrappedRanges(text, needles),
            ...cutRanges(text, needles.plain, CUT)
        ];
        return ranges.length === 0 ? text : without(text, ranges);
    };
}
/**
 * A JSON value without secrets: its texts and, if a secret cannot be a name by chance, the names in it. Its structure stays.
 */
function redactJson(json, redact) {
    return (0,text_json/* mapTexts */.zO)(json, redact, name => (name.length > LONGEST_NAME ? redact(name) : name));
}
/** The value of a JSON text without secrets. What holds none, as almost everything, is not looked through. */
function withoutSecrets(json, text, redact) {
    return redact(text) === text ? json : redactJson(json, redact);
}
function needlesOf(secrets) {
    const lines = secrets
        .flatMap(secret => secret.split(/[\r\n]+/))
        .map(line => line.trim())
        .filter(line => line.length >= SHORTEST_SECRET);
    const long = lines.filter(line => line.length >= SHORTEST_MASK);
    const plain = unique(long.flatMap(line => [
        line,
        line.toWellFormed(),
        line.normalize('NFC'),
        line.normalize('NFD'),
        ...inBase64(line)
    ]));
    const quotes = plain.some(needle => /[\s+'"]/.test(needle));
    const bare = plain.flatMap(needle => [
        Buffer.from(needle).toString('latin1'),
        ...unwrapped(needle, { quotes }).map(layer => layer.text)
    ]);
    return {
        plain,
        unwrapped: unique(bare).filter(needle => needle.length >= SHORTEST_SECRET),
        quotes,
        words: unique(lines.filter(line => line.length < SHORTEST_MASK))
    };
}
function unique(texts) {
    return [...new Set(texts)];
}
/** What of a secret's base64 does not depend on what stands around it, such as the user name in `user:password`. */
function inBase64(secret) {
    const bytes = Buffer.from(secret);
    return [0, 1, 2].flatMap(offset => {
        const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
        const piece = text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
        return [piece, piece.replaceAll('+', '-').replaceAll('/', '_')];
    });
}
function plainRanges(text, { plain, words }) {
    const isAlone = ({ start, end }) => !/[\p{L}\p{N}_]$/u.test(text.slice(Math.max(0, start - 2), start)) &&
        !/^[\p{L}\p{N}_]/u.test(text.slice(end, end + 2));
    return [
        ...plain.flatMap(needle => occurrences(text, needle)),
        ...words.flatMap(needle => occurrences(text, needle).filter(isAlone))
    ];
}
function unwrappedRanges(text, needles) {
    if (!needles.quotes && !isWrapped(text))
        return [];
    return unwrapped(text, needles).flatMap(layer => [
        ...needles.unwrapped.flatMap(needle => occurrences(layer.text, needle)),
        ...cutRanges(layer.text, needles.unwrapped, CUT_UNWRAPPED)
    ].map(range => withBackslashes(layer.original(range), text)));
}
/** Backslashes before a secret escape its first sign. */
function withBackslashes({ start, end }, text) {
    let from = start;
    while (text[from - 1] === '\\')
        from -= 1;
    return { start: from, end };
}
/** Where a text has the beginning of a needle, and then `end`: pieces of secrets before a cut. */
function cutRanges(text, needles, end) {
    if (!text.includes(end))
        return [];
    return needles.flatMap(needle => occurrences(text, needle.slice(0, SHORTEST_PIECE))
        .map(({ start }) => ({ start, end: start + sameLength(text, start, needle) }))
        .filter(piece => text.startsWith(end, piece.end)));
}
/** How many signs of the text from `start` on are those of the needle. */
function sameLength(text, start, needle) {
    let length = 0;
    while (length < needle.length && text[start + length] === needle[length])
        length += 1;
    return length;
}
function occurrences(text, needle) {
    const found = [];
    for (let start = text.indexOf(needle); start >= 0; start = text.indexOf(needle, start + needle.length))
        found.push({ start, end: start + needle.length });
    return found;
}
function without(text, ranges) {
    const kept = [];
    let from = 0;
    for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
        if (start >= from)
            kept.push(text.slice(from, start), '***');
        from = Math.max(from, end);
    }
    return [...kept, text.slice(from)].join('');
}


/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		id: moduleId,
/******/ 		loaded: false,
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId].call(module.exports, module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Flag the module as loaded
/******/ 	module.loaded = true;
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/******/ // expose the modules object (__webpack_modules__)
/******/ __nccwpck_require__.m = __webpack_modules__;
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/ensure chunk */
/******/ (() => {
/******/ 	__nccwpck_require__.f = {};
/******/ 	// This file contains only the entry chunk.
/******/ 	// The chunk loading function for additional chunks
/******/ 	__nccwpck_require__.e = (chunkId) => {
/******/ 		return Promise.all(Object.keys(__nccwpck_require__.f).reduce((promises, key) => {
/******/ 			__nccwpck_require__.f[key](chunkId, promises);
/******/ 			return promises;
/******/ 		}, []));
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/get javascript chunk filename */
/******/ (() => {
/******/ 	// This function allow to reference async chunks
/******/ 	__nccwpck_require__.u = (chunkId) => {
/******/ 		// return url for filenames based on template
/******/ 		return "" + chunkId + ".index.js";
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/******/ /* webpack/runtime/make namespace object */
/******/ (() => {
/******/ 	// define __esModule on exports
/******/ 	__nccwpck_require__.r = (exports) => {
/******/ 		if(typeof Symbol !== 'undefined' && Symbol.toStringTag) {
/******/ 			Object.defineProperty(exports, Symbol.toStringTag, { value: 'Module' });
/******/ 		}
/******/ 		Object.defineProperty(exports, '__esModule', { value: true });
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/node module decorator */
/******/ (() => {
/******/ 	__nccwpck_require__.nmd = (module) => {
/******/ 		module.paths = [];
/******/ 		if (!module.children) module.children = [];
/******/ 		return module;
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/import chunk loading */
/******/ (() => {
/******/ 	// no baseURI
/******/ 	
/******/ 	// object to store loaded and loading chunks
/******/ 	// undefined = chunk not loaded, null = chunk preloaded/prefetched
/******/ 	// [resolve, Promise] = chunk loading, 0 = chunk loaded
/******/ 	var installedChunks = {
/******/ 		792: 0
/******/ 	};
/******/ 	
/******/ 	var installChunk = (data) => {
/******/ 		var {ids, modules, runtime} = data;
/******/ 		// add "modules" to the modules object,
/******/ 		// then flag all "ids" as loaded and fire callback
/******/ 		var moduleId, chunkId, i = 0;
/******/ 		for(moduleId in modules) {
/******/ 			if(__nccwpck_require__.o(modules, moduleId)) {
/******/ 				__nccwpck_require__.m[moduleId] = modules[moduleId];
/******/ 			}
/******/ 		}
/******/ 		if(runtime) runtime(__nccwpck_require__);
/******/ 		for(;i < ids.length; i++) {
/******/ 			chunkId = ids[i];
/******/ 			if(__nccwpck_require__.o(installedChunks, chunkId) && installedChunks[chunkId]) {
/******/ 				installedChunks[chunkId][0]();
/******/ 			}
/******/ 			installedChunks[ids[i]] = 0;
/******/ 		}
/******/ 	
/******/ 	}
/******/ 	
/******/ 	__nccwpck_require__.f.j = (chunkId, promises) => {
/******/ 			// import() chunk loading for javascript
/******/ 			var installedChunkData = __nccwpck_require__.o(installedChunks, chunkId) ? installedChunks[chunkId] : undefined;
/******/ 			if(installedChunkData !== 0) { // 0 means "already installed".
/******/ 	
/******/ 				// a Promise means "currently loading".
/******/ 				if(installedChunkData) {
/******/ 					promises.push(installedChunkData[1]);
/******/ 				} else {
/******/ 					if(true) { // all chunks have JS
/******/ 						// setup Promise in chunk cache
/******/ 						var promise = import("./" + __nccwpck_require__.u(chunkId)).then(installChunk, (e) => {
/******/ 							if(installedChunks[chunkId] !== 0) installedChunks[chunkId] = undefined;
/******/ 							throw e;
/******/ 						});
/******/ 						var promise = Promise.race([promise, new Promise((resolve) => (installedChunkData = installedChunks[chunkId] = [resolve]))])
/******/ 						promises.push(installedChunkData[1] = promise);
/******/ 					}
/******/ 				}
/******/ 			}
/******/ 	};
/******/ 	
/******/ 	// no prefetching
/******/ 	
/******/ 	// no preloaded
/******/ 	
/******/ 	// no external install chunk
/******/ 	
/******/ 	// no on chunks loaded
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(342);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
