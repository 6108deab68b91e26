export const id = 381;
export const ids = [381];
export const modules = {

/***/ 2759:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runInProcess: () => (/* binding */ runInProcess)
});

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
// EXTERNAL MODULE: external "node:v8"
var external_node_v8_ = __webpack_require__(8877);
// EXTERNAL MODULE: ./lib/run/failure.js
var run_failure = __webpack_require__(8195);
// EXTERNAL MODULE: ./lib/maton/failures.js
var failures = __webpack_require__(4044);
// EXTERNAL MODULE: ./lib/actions/inputs.js
var inputs = __webpack_require__(9922);
// EXTERNAL MODULE: ./lib/text/clean.js
var clean = __webpack_require__(4874);
// EXTERNAL MODULE: ./lib/text/redact.js + 1 modules
var text_redact = __webpack_require__(1122);
;// CONCATENATED MODULE: ./lib/actions/log.js



/** A text as one line without secrets, control characters and anything the runner would execute. */
function safeLine(line, redact) {
    // cleaning may join what hid a secret, cutting may split one: hence before and after
    return redact((0,clean/* logText */.kc)(redact(line)));
}
/** The run's log, every line made safe. */
function createLog(runner, redact) {
    return {
        info: message => runner.info(safeLine(message, redact)),
        notice: message => runner.annotate('notice', safeLine(message, redact)),
        warning: message => runner.annotate('warning', safeLine(message, redact)),
        async group(title, body) {
            runner.startGroup(safeLine(title, redact));
            try {
                return await body();
            }
            finally {
                runner.endGroup();
            }
        }
    };
}

// EXTERNAL MODULE: ./node_modules/@actions/core/lib/core.js + 14 modules
var core = __webpack_require__(6421);
;// CONCATENATED MODULE: ./lib/actions/runner.js

const ANNOTATE = { notice: core/* notice */.lm, warning: core/* warning */.$e, error: core/* error */.z3 };
/** The Actions runner that started this process: the toolkit, which reads the environment of the process for the runner's files. */
function actionsRunner() {
    return {
        mask: core/* setSecret */.Pq,
        info: core/* info */.pq,
        debug: core/* debug */.Yz,
        annotate: (level, message, at) => ANNOTATE[level](message, at === undefined ? {} : { file: at.file, startLine: at.line }),
        startGroup: core/* startGroup */.Oh,
        endGroup: core/* endGroup */.N4,
        setOutput(name, value) {
            // without the file the toolkit writes the output to the log, for runners of 2022
            if (isGiven('GITHUB_OUTPUT'))
                (0,core/* setOutput */.uH)(name, value);
        },
        async summarize(markdown) {
            // without the file the toolkit throws: old Enterprise Servers have no summary, and local runs have none
            if (!isGiven('GITHUB_STEP_SUMMARY'))
                return;
            try {
                await core/* summary */.z.addRaw(markdown, true).write();
            }
            finally {
                // what could not be written must not stand in front of the next one
                core/* summary */.z.emptyBuffer();
            }
        }
    };
}
function isGiven(variable) {
    return Boolean(process.env[variable]);
}

// EXTERNAL MODULE: ./lib/actions/access.js
var access = __webpack_require__(8801);
// EXTERNAL MODULE: ./lib/actions/rejected.js
var rejected = __webpack_require__(7985);
;// CONCATENATED MODULE: ./lib/actions/secrets.js



/**
 * The key and the token, and what addresses of proxies and of Maton hold before their host. The runner masks a text inside of
 * words, and leaves out outputs that hold it: it is told of nothing that is too short for a secret.
 */
function secretsOf(reader, env) {
    const given = [(0,access/* givenKey */.xy)(reader), reader.text('github_token')].filter(secret => secret !== undefined);
    const proxies = ['https_proxy', 'http_proxy', 'HTTPS_PROXY', 'HTTP_PROXY'].map(name => env[name] ?? '');
    const passwords = [...proxies, (0,access/* givenUrl */.Tm)(reader) ?? ''].flatMap(userinfoOf);
    return { masked: given.flatMap(toMask), all: [...given, ...passwords] };
}
/** Of a text of several lines the runner masks each: those that are long enough for a secret. */
function toMask(secret) {
    return secret
        .split(/[\r\n]+/)
        .map(line => line.trim())
        .filter(line => line.length >= text_redact/* SHORTEST_MASK */.SE);
}
/**
 * User name and password of an address, also of one that no parser takes. A user name is no secret, and `deploy` or `production`
 * as a password is a word that outputs are full of: such parts are taken out only as the pair that they are.
 */
function userinfoOf(address) {
    const userinfo = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([^/?#]*)@/i.exec(address)?.[1];
    if (userinfo === undefined)
        return [];
    const [user = '', ...rest] = userinfo.split(':');
    const password = rest.length === 0 ? user : rest.join(':');
    const isWord = password.length < text_redact/* SHORTEST_MASK */.SE || /^\p{L}+$/u.test(password);
    const found = isWord ? [userinfo] : [userinfo, password];
    return [...found, ...found.map(rejected/* percentDecoded */.oF)];
}
/** Inputs that are there for a secret. */
const OF_SECRETS = new Set(['maton_api_key', 'github_token']);
/** Refuses the key and the token in any other input: what is written with it, all who see the release would read. */
function refuseSecrets(reader, { masked }) {
    const redact = (0,text_redact/* createRedact */.ay)(masked);
    for (const [input, value] of reader.values) {
        if (OF_SECRETS.has(input) || reader.rejected.has(input) || redact(value) === value)
            continue;
        reader.problem(input, undefined, 'must not hold the key or the token: others would see it');
    }
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: ./lib/run/server-time.js
var server_time = __webpack_require__(3806);
// EXTERNAL MODULE: ./lib/text/names.js
var names = __webpack_require__(8519);
;// CONCATENATED MODULE: ./lib/text/address.js


/**
 * The one way in which texts of others become an address: each is one segment, encoded, and what comes out has to lead to the host
 * that was meant.
 * @param base scheme and host, maybe with a path
 * @param segments what follows, segment by segment; an empty one at the end gives a slash
 * @returns `undefined` when there is no such address
 */
function addressOf(base, segments, query = {}) {
    const home = (0,clean/* withoutTrailing */.hT)(base, '/');
    if (!URL.canParse(home) || segments.some(segment => segment === '.' || segment === '..'))
        return undefined;
    const search = new URLSearchParams(query).toString();
    const path = segments.map(segment => encodeURIComponent(segment.toWellFormed())).join('/');
    const address = `${home}/${path}${search === '' ? '' : `?${search}`}`;
    return URL.canParse(address) && new URL(address).origin === new URL(home).origin ? address : undefined;
}
/** An address by a server, if it is a page of the host that was asked. */
function addressOn(base, address) {
    if (address === undefined || !URL.canParse(address) || !URL.canParse(base))
        return undefined;
    const { origin, username, password } = new URL(address);
    return origin === new URL(base).origin && username === '' && password === '' ? address : undefined;
}
/** A page of a repository at GitHub; `undefined` for a repository that is not named as GitHub names them. */
function repositoryPage({ serverUrl, owner, name }, segments) {
    if ((0,names/* repositoryName */.aR)(`${owner}/${name}`) === undefined)
        return undefined;
    return addressOf(serverUrl, [owner, name, ...segments]);
}

// EXTERNAL MODULE: ./lib/text/json.js
var text_json = __webpack_require__(2845);
;// CONCATENATED MODULE: ./lib/event/name.js

/**
 * What only the payload of one event has, the more telling field first: that of a deployment names the run that made it, too, and that
 * of a status its deployment.
 */
const SHAPES = [
    ['deployment_status', 'deployment_status'],
    ['deployment', 'deployment'],
    ['pull_request', 'pull_request'],
    ['workflow_run', 'workflow_run'],
    ['check_run', 'check_run'],
    ['check_suite', 'check_suite'],
    ['merge_group', 'merge_group'],
    ['release', 'release'],
    ['issue', 'issue_comment'],
    ['after', 'push'],
    ['master_branch', 'create'],
    ['ref_type', 'delete']
];
/** The event that a run is about. A called workflow (`workflow_call`) has the payload of its caller, whose shape tells the event. */
function eventName(name, payload) {
    if (name !== 'workflow_call')
        return name;
    return SHAPES.find(([field]) => (0,text_json.at)(payload, field))?.[1] ?? name;
}

;// CONCATENATED MODULE: ./lib/event/occurrence.js


/**
 * The events that tell how something ended, or that something is gone. Every other event is an occasion for the job to do something
 * itself (`deployment` asks for a deploy, a pull request that is closed has a job that tidies up), so what took place is what the job did.
 * A state that GitHub adds later is no success. A payload without the field (the event file could not be read) says nothing against it.
 * Source: GitHub's "Webhook events and payloads".
 */
const RULES = {
    deployment_status: payload => unlessState('success', (0,text_json.at)(payload, 'deployment_status', 'state'), `the deployment${toPlace(payload)}`),
    workflow_run: payload => unlessConcluded(payload, 'workflow_run', 'the workflow run'),
    check_suite: payload => unlessConcluded(payload, 'check_suite', 'the check suite'),
    // a check run that is not over may be one of whose buttons someone pressed
    check_run: payload => (0,text_json/* textAt */.$6)(payload, 'action') === 'completed'
        ? unlessConcluded(payload, 'check_run', 'the check run')
        : undefined,
    status: payload => unlessState('success', (0,text_json.at)(payload, 'state'), 'the commit status'),
    page_build: payload => unlessState('built', (0,text_json.at)(payload, 'build', 'status'), 'the build of the pages'),
    release(payload) {
        const action = (0,text_json/* textAt */.$6)(payload, 'action');
        const tag = named((0,text_json/* textAt */.$6)(payload, 'release', 'tag_name'));
        return action === 'deleted' || action === 'unpublished'
            ? `the release${tag} at GitHub was ${action}`
            : undefined;
    },
    push: payload => (isDeletion(payload) ? deletionWords(payload) : undefined),
    delete: payload => `the ${kindOfRef(payload)}${named((0,text_json/* textAt */.$6)(payload, 'ref'))} was deleted`
};
/**
 * Whether what an event tells of took place.
 *
 * @param name the event that the run is about, as `eventName` tells it
 * @param payload the parsed event file; anything is accepted
 */
function readOccurrence(name, payload) {
    const why = Object.hasOwn(RULES, name) ? RULES[name]?.(payload) : undefined;
    return why === undefined ? { kind: 'happened' } : { kind: 'did-not-happen', why };
}
/** Whether a push took a branch or tag away. */
function isDeletion(payload) {
    return (0,text_json.at)(payload, 'deleted') === true || /^0+$/.test((0,text_json/* textAt */.$6)(payload, 'after') ?? '');
}
/** What a push took away. The ref of the run is another one then: the default branch. */
function deletionWords(payload) {
    const ref = (0,text_json/* textAt */.$6)(payload, 'ref');
    const kind = ref?.startsWith('refs/tags/') === true ? 'tag' : 'branch';
    return `the push deleted the ${kind}${named(ref?.replace(/^refs\/(?:heads|tags)\//, ''))}`;
}
function unlessState(wanted, state, what) {
    return state === undefined || state === wanted ? undefined : `${what} has the state ${shown(state)}`;
}
/** Of something that runs: `conclusion` tells how it ended, and is `null` until then. */
function unlessConcluded(payload, field, what) {
    const conclusion = (0,text_json.at)(payload, field, 'conclusion');
    if (conclusion === undefined || conclusion === 'success')
        return undefined;
    const thing = `${what}${named((0,text_json/* textAt */.$6)(payload, field, 'name'))}`;
    return conclusion === null ? `${thing} is not over yet` : `${thing} ended with ${shown(conclusion)}`;
}
function shown(state) {
    return typeof state === 'string' ? (0,clean/* clean */.uH)(state, 40) : 'unknown';
}
function toPlace(payload) {
    const environment = (0,text_json/* textAt */.$6)(payload, 'deployment', 'environment') ?? (0,text_json/* textAt */.$6)(payload, 'deployment_status', 'environment');
    return environment === undefined ? '' : ` to ${(0,clean/* clean */.uH)(environment, 64)}`;
}
function kindOfRef(payload) {
    return (0,text_json/* textAt */.$6)(payload, 'ref_type') === 'tag' ? 'tag' : 'branch';
}
function named(name) {
    return name === undefined || name === '' ? '' : ` ${(0,clean/* clean */.uH)(name, 100)}`;
}

;// CONCATENATED MODULE: ./lib/event/pull-request.js


/** Events about a commit of a pull request. */
const PULL_REQUEST_EVENTS = [
    'pull_request',
    'pull_request_review',
    'pull_request_review_comment',
    'pull_request_target'
];
/**
 * The pull request of one of `PULL_REQUEST_EVENTS`.
 *
 * @param options.runRef `GITHUB_REF`, which names the number (`refs/pull/N/merge`) when the payload does not
 */
function readPullRequest(options) {
    const pull = (0,text_json.at)(options.payload, 'pull_request');
    const number = (0,text_json/* numberAt */.tk)(pull, 'number') ?? (0,text_json/* numberAt */.tk)(options.payload, 'number') ?? numberOfRef(options.runRef);
    if (number === undefined)
        return undefined;
    return {
        number,
        headSha: (0,names/* shaAt */.wF)(pull, 'head', 'sha'),
        headRef: (0,text_json/* textAt */.$6)(pull, 'head', 'ref'),
        headRepository: (0,text_json/* textAt */.$6)(pull, 'head', 'repo', 'full_name'),
        baseRef: (0,text_json/* textAt */.$6)(pull, 'base', 'ref'),
        isMerged: (0,text_json.at)(pull, 'merged') === true || (0,text_json/* textAt */.$6)(pull, 'merged_at') !== undefined,
        mergeCommit: (0,names/* shaAt */.wF)(pull, 'merge_commit_sha')
    };
}
/** The pull request on which an `issue_comment` was written; undefined when it was an issue. */
function readCommentedPullRequest(payload) {
    const issue = (0,text_json.at)(payload, 'issue');
    const number = (0,text_json.at)(issue, 'pull_request') ? (0,text_json/* numberAt */.tk)(issue, 'number') : undefined;
    if (number === undefined)
        return undefined;
    return {
        number,
        headSha: undefined,
        headRef: undefined,
        headRepository: undefined,
        baseRef: undefined,
        isMerged: (0,text_json/* textAt */.$6)(issue, 'pull_request', 'merged_at') !== undefined,
        mergeCommit: undefined
    };
}
/** The entries of `workflow_run.pull_requests`. */
function readRunPullRequests(workflowRun) {
    return (0,text_json/* listAt */.gT)(workflowRun, ['pull_requests'], entry => {
        const number = (0,text_json/* numberAt */.tk)(entry, 'number');
        if (number === undefined)
            return undefined;
        return {
            number,
            headSha: (0,names/* shaAt */.wF)(entry, 'head', 'sha'),
            baseRepositoryId: (0,text_json/* numberAt */.tk)(entry, 'base', 'repo', 'id')
        };
    });
}
/** Whether a pull request's head is in another repository than its base. A head without repository is a deleted fork. */
function isFromFork(payload) {
    const head = (0,text_json.at)(payload, 'pull_request', 'head');
    const base = (0,text_json/* textAt */.$6)(payload, 'pull_request', 'base', 'repo', 'full_name') ?? (0,text_json/* textAt */.$6)(payload, 'repository', 'full_name');
    if (head === undefined || base === undefined)
        return false;
    return (0,text_json/* textAt */.$6)(head, 'repo', 'full_name')?.toLowerCase() !== base.toLowerCase();
}
function numberOfRef(ref) {
    const digits = /^refs\/pull\/(\d{1,15})\//.exec(ref ?? '')?.[1];
    return digits === undefined ? undefined : Number(digits);
}

// EXTERNAL MODULE: ./lib/event/server.js
var event_server = __webpack_require__(1125);
;// CONCATENATED MODULE: ./lib/event/commit.js


/** A commit as the payload of a push lists it; undefined when it has no id. */
function decodePushedCommit(value) {
    const sha = (0,names/* shaAt */.wF)(value, 'id');
    if (sha === undefined)
        return undefined;
    return {
        sha,
        message: (0,text_json/* textAt */.$6)(value, 'message'),
        authorName: (0,text_json/* textAt */.$6)(value, 'author', 'name'),
        authorEmail: (0,text_json/* textAt */.$6)(value, 'author', 'email'),
        date: (0,text_json/* textAt */.$6)(value, 'timestamp'),
        parents: []
    };
}

;// CONCATENATED MODULE: ./lib/event/deployment.js

/** The deployment in the payload of its event. */
function readDeployment(payload) {
    return {
        ref: (0,text_json/* textAt */.$6)(payload, 'deployment', 'ref'),
        environment: (0,text_json/* textAt */.$6)(payload, 'deployment', 'environment'),
        state: (0,text_json/* textAt */.$6)(payload, 'deployment_status', 'state'),
        payload: parsedOrSame((0,text_json.at)(payload, 'deployment', 'payload'))
    };
}
/** GitHub hands a deployment's payload on as it was given: an object or a text. */
function parsedOrSame(value) {
    if (typeof value !== 'string')
        return value;
    const parsed = (0,text_json/* parseJson */.qF)(value);
    return parsed === undefined ? value : parsed;
}

;// CONCATENATED MODULE: ./lib/event/ref.js


/**
 * The ref that the runner names.
 *
 * @param env the runner's variables; `GITHUB_REF` is empty for a deployment of a bare sha
 */
function runRef(env) {
    return namedRef(env['GITHUB_REF']);
}
/** The ref of a full name such as `refs/tags/v1`; a short name counts as a branch. */
function namedRef(fullName) {
    if (!fullName)
        return undefined;
    const name = fullName.replace(/^refs\/(?:heads|tags|pull)\//, '');
    return name === '' ? undefined : { name, isTag: fullName.startsWith('refs/tags/') };
}
/** The ref of a deployment, which may have been asked for by branch, tag or sha; a sha is no ref. */
function deployedRef(ref) {
    return ref !== undefined && (0,names/* isFullSha */.Wf)(ref) ? undefined : namedRef(ref);
}
/** The ref that the payload of `create` (`ref`, `ref_type`) or `release` (`release.tag_name`) names. */
function createdRef(payload) {
    const tag = (0,text_json/* textAt */.$6)(payload, 'release', 'tag_name');
    if (tag !== undefined)
        return { name: tag, isTag: true };
    const name = (0,text_json/* textAt */.$6)(payload, 'ref');
    return name === undefined ? undefined : { name, isTag: (0,text_json/* textAt */.$6)(payload, 'ref_type') === 'tag' };
}

;// CONCATENATED MODULE: ./lib/event/subject.js







/**
 * Reads what an event is about. `GITHUB_SHA` is not that everywhere: it is a test merge for `pull_request` and the
 * default branch's tip for `pull_request_target`, `workflow_run` and deletions.
 *
 * @returns facts only; where the payload lacks its part, those of the environment
 */
function readSubject(sources) {
    const { name } = sources;
    if (PULL_REQUEST_EVENTS.includes(name))
        return ofPullRequest(sources);
    switch (name) {
        case 'push':
            return ofPush(sources);
        case 'create':
        case 'release':
            return ofNewRef(sources);
        case 'deployment':
        case 'deployment_status':
            return ofDeployment(sources);
        case 'workflow_run':
            return ofWorkflowRun(sources);
        case 'merge_group':
            return ofMergeGroup(sources);
        case 'issue_comment':
            return ofIssueComment(sources);
        default:
            return ofEnvironment(sources);
    }
}
/** `workflow_dispatch`, `repository_dispatch`, `schedule` and whatever has no rule of its own. */
function ofEnvironment({ env }) {
    const ref = runRef(env);
    const sha = (0,names/* shaAt */.wF)(env, 'GITHUB_SHA');
    return {
        commit: sha === undefined
            ? { kind: 'none', reason: 'the environment names no commit (GITHUB_SHA)' }
            : { kind: 'commit', sha, mayBeTag: ref?.isTag ?? false },
        hasOwnCommit: false,
        message: undefined,
        ref,
        before: undefined,
        pushedCommits: [],
        pullRequest: undefined,
        isUnmerged: false,
        deployment: undefined,
        workflowRun: undefined,
        comment: undefined
    };
}
function ofPullRequest(sources) {
    const { env, payload } = sources;
    const fallback = ofEnvironment(sources);
    const pullRequest = readPullRequest({ payload, runRef: env['GITHUB_REF'] });
    if (pullRequest?.isMerged) {
        return {
            ...fallback,
            hasOwnCommit: true,
            commit: commitOf(pullRequest.mergeCommit ?? pullRequest.headSha) ?? fallback.commit,
            ref: namedRef(pullRequest.baseRef) ?? fallback.ref,
            pullRequest
        };
    }
    return {
        ...fallback,
        hasOwnCommit: true,
        commit: commitOf(pullRequest?.headSha) ?? fallback.commit,
        ref: namedRef(pullRequest?.headRef) ?? namedRef(env['GITHUB_HEAD_REF']) ?? fallback.ref,
        pullRequest,
        isUnmerged: true
    };
}
function ofPush(sources) {
    const { payload } = sources;
    const fallback = ofEnvironment(sources);
    const ref = namedRef((0,text_json/* textAt */.$6)(payload, 'ref')) ?? fallback.ref;
    if (isDeletion(payload))
        return { ...fallback, hasOwnCommit: true, commit: { kind: 'none', reason: deletionWords(payload) }, ref };
    return {
        ...fallback,
        hasOwnCommit: true,
        commit: ref?.isTag ? taggedCommit(sources) : (commitOf((0,names/* shaAt */.wF)(payload, 'after')) ?? fallback.commit),
        message: (0,text_json/* textAt */.$6)(payload, 'head_commit', 'message'),
        ref,
        before: (0,names/* shaAt */.wF)(payload, 'before'),
        pushedCommits: (0,text_json/* listAt */.gT)(payload, ['commits'], decodePushedCommit).reverse()
    };
}
/** Of an annotated tag `after` is the tag's own object; `GITHUB_SHA` is at least as near to the commit. */
function taggedCommit(sources) {
    const sha = (0,names/* shaAt */.wF)(sources.env, 'GITHUB_SHA') ?? (0,names/* shaAt */.wF)(sources.payload, 'after');
    return sha === undefined ? ofEnvironment(sources).commit : { kind: 'commit', sha, mayBeTag: true };
}
/** `create` and `release`: the runner's ref is the new one; `target_commitish` of a release is only a branch. */
function ofNewRef(sources) {
    const subject = ofEnvironment(sources);
    const ref = createdRef(sources.payload) ?? subject.ref;
    return { ...subject, hasOwnCommit: true, commit: ref?.isTag ? taggedCommit(sources) : subject.commit, ref };
}
function ofDeployment(sources) {
    const fallback = ofEnvironment(sources);
    const deployment = readDeployment(sources.payload);
    return {
        ...fallback,
        hasOwnCommit: true,
        commit: commitOf((0,names/* shaAt */.wF)(sources.payload, 'deployment', 'sha')) ?? fallback.commit,
        ref: fallback.ref ?? deployedRef(deployment.ref),
        deployment
    };
}
function ofWorkflowRun(sources) {
    const fallback = ofEnvironment(sources);
    const run = (0,text_json.at)(sources.payload, 'workflow_run');
    const event = (0,text_json/* textAt */.$6)(run, 'event');
    const headSha = (0,names/* shaAt */.wF)(run, 'head_sha');
    const headBranch = (0,text_json/* textAt */.$6)(run, 'head_branch');
    return {
        ...fallback,
        hasOwnCommit: true,
        commit: commitOf(headSha) ?? fallback.commit,
        message: (0,text_json/* textAt */.$6)(run, 'head_commit', 'message'),
        ref: headBranch === undefined ? fallback.ref : { name: headBranch, isTag: false },
        isUnmerged: event !== undefined && [...PULL_REQUEST_EVENTS, 'merge_group'].includes(event),
        workflowRun: {
            event,
            headSha,
            headBranch,
            headOwner: (0,text_json/* textAt */.$6)(run, 'head_repository', 'owner', 'login'),
            headRepository: (0,text_json/* textAt */.$6)(run, 'head_repository', 'full_name'),
            pullRequests: readRunPullRequests(run)
        }
    };
}
function ofMergeGroup(sources) {
    const fallback = ofEnvironment(sources);
    const group = (0,text_json.at)(sources.payload, 'merge_group');
    return {
        ...fallback,
        hasOwnCommit: true,
        commit: commitOf((0,names/* shaAt */.wF)(group, 'head_sha')) ?? fallback.commit,
        message: (0,text_json/* textAt */.$6)(group, 'head_commit', 'message'),
        ref: namedRef((0,text_json/* textAt */.$6)(group, 'head_ref')) ?? fallback.ref,
        isUnmerged: true
    };
}
function ofIssueComment(sources) {
    const comment = (0,text_json.at)(sources.payload, 'comment');
    return {
        ...ofEnvironment(sources),
        pullRequest: readCommentedPullRequest(sources.payload),
        comment: {
            author: (0,text_json/* textAt */.$6)(comment, 'user', 'login'),
            association: (0,text_json/* textAt */.$6)(comment, 'author_association')
        }
    };
}
function commitOf(sha) {
    return sha === undefined ? undefined : { kind: 'commit', sha, mayBeTag: false };
}

;// CONCATENATED MODULE: ./lib/event/event.js








/**
 * Reads an event: which repository, commit, ref and pull request a run is about.
 * The rules are GitHub's ("Events that trigger workflows"); `subject.ts` has those that differ by event.
 *
 * @param options.env the runner's variables (`GITHUB_*`)
 * @param options.payload the parsed event file; anything is accepted, what does not fit counts as missing
 * @returns facts only; never throws
 */
function readEvent({ env, payload }) {
    const name = env['GITHUB_EVENT_NAME'] ?? '';
    const about = eventName(name, payload);
    const repository = readRepository(env, payload);
    const server = (0,event_server/* readServer */.W)(env);
    return {
        ...readSubject({ name: about, env, payload }),
        name,
        action: (0,text_json/* textAt */.$6)(payload, 'action'),
        repository,
        server,
        run: readRun({ env, repository, server }),
        withoutSecrets: withoutSecrets({ name: about, env, payload }),
        occurrence: readOccurrence(about, payload)
    };
}
function readRepository(env, payload) {
    const fullName = env['GITHUB_REPOSITORY'] || (0,text_json/* textAt */.$6)(payload, 'repository', 'full_name');
    const named = (0,names/* repositoryName */.aR)(fullName ?? '');
    if (named === undefined)
        return undefined;
    return {
        ...named,
        id: (0,text_json/* numberAt */.tk)(payload, 'repository', 'id'),
        isPrivate: (0,text_json/* booleanAt */.CR)(payload, 'repository', 'private'),
        defaultBranch: (0,text_json/* textAt */.$6)(payload, 'repository', 'default_branch')
    };
}
function readRun({ env, repository, server }) {
    const id = env['GITHUB_RUN_ID'] || undefined;
    const place = repository && { serverUrl: server.url, ...repository };
    return {
        id,
        url: id && place ? repositoryPage(place, ['actions', 'runs', id]) : undefined,
        workflow: env['GITHUB_WORKFLOW'] || undefined,
        number: wholeNumber(env['GITHUB_RUN_NUMBER']),
        attempt: wholeNumber(env['GITHUB_RUN_ATTEMPT'])
    };
}
/** GitHub: runs for pull requests of forks get no secrets, except `pull_request_target`. */
const NO_SECRETS_FOR_FORKS = [
    'pull_request',
    'pull_request_review',
    'pull_request_review_comment'
];
/** GitHub: what Dependabot causes gets Dependabot's own secrets only, though its branches are in the repository. */
const NO_SECRETS_FOR_DEPENDABOT = [
    ...NO_SECRETS_FOR_FORKS,
    'push',
    'create',
    'deployment',
    'deployment_status'
];
function withoutSecrets({ name, env, payload }) {
    const actor = env['GITHUB_ACTOR'] || (0,text_json/* textAt */.$6)(payload, 'sender', 'login');
    if (actor === 'dependabot[bot]' && NO_SECRETS_FOR_DEPENDABOT.includes(name))
        return 'dependabot';
    if (NO_SECRETS_FOR_FORKS.includes(name) && isFromFork(payload))
        return 'fork';
    return undefined;
}
function wholeNumber(text) {
    return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

// EXTERNAL MODULE: ./lib/text/markdown.js
var markdown = __webpack_require__(6362);
;// CONCATENATED MODULE: ./lib/actions/results.js


/** GitHub: a job summary over 1 MiB is dropped as a whole; outputs are limited to 1 MB for a job, estimated in UTF-16. */
const MAX_SUMMARY_BYTES = 1_000_000;
const MAX_OUTPUT_UNITS = 500_000;
/** Writes the job summary. One that cannot be written changes nothing of what was done. */
async function writeSummary(markdown, { runner, redact, log }) {
    const fits = Buffer.byteLength(markdown) <= MAX_SUMMARY_BYTES;
    try {
        await runner.summarize(redact(fits ? markdown : 'The summary was too long to be shown; the outputs and the log have everything.'));
    }
    catch (error) {
        log.notice(`The job summary could not be written: ${String(error)}`);
    }
}
/** Writes the outputs without secrets. One that would pass GitHub's limit is left empty, with a warning; the others stay. */
function writeOutputs(outputs, { runner, redact, log }) {
    let units = 0;
    for (const [name, value] of Object.entries(outputs)) {
        const safe = redacted(value, redact);
        const size = String(safe).length;
        if (units + size > MAX_OUTPUT_UNITS) {
            log.warning(`The output ${name} is left empty: GitHub allows 1 MB for all outputs of a job.`);
            runner.setOutput(name, '');
        }
        else {
            units += size;
            runner.setOutput(name, safe);
        }
    }
}
/** JSON stays JSON: a secret is taken out of its texts, never out of what is between them. */
function redacted(value, redact) {
    if (value === undefined)
        return '';
    if (typeof value === 'object')
        return JSON.stringify((0,text_redact/* redactJson */.Kp)(value, redact));
    if (typeof value !== 'string')
        return value;
    const safe = redact(value);
    const json = safe === value ? undefined : (0,text_json/* parseExact */.jM)(value);
    return (0,text_json/* isRecord */.u4)(json) || Array.isArray(json) ? JSON.stringify((0,text_redact/* redactJson */.Kp)(json, redact)) : safe;
}

;// CONCATENATED MODULE: ./lib/actions/frame.js














const FRAME_FAILURES = {
    inputs: {
        name: 'inputs',
        cause: 'An input is missing or has a value that is not allowed. Nothing was sent.',
        remedy: 'Correct the inputs that the message names.'
    },
    unexpected: {
        name: 'unexpected',
        cause: 'The action met something that it does not know. This is a fault of the action.',
        remedy: 'Please report it, with the log of the step.'
    }
};
/**
 * The frame round a run: masks the secrets before anything else, reads the inputs, runs the step, writes outputs, summary and
 * one annotation.
 * @returns the exit code; never throws
 */
async function runStep(step, world) {
    const { env, runner } = world;
    const reader = (0,inputs/* createInputReader */.ic)(env);
    const secrets = secretsOf(reader, env);
    for (const secret of secrets.masked)
        runner.mask(secret);
    const redact = (0,text_redact/* createRedact */.ay)(secrets.all);
    const log = createLog(runner, redact);
    try {
        for (const name of step.outputs)
            runner.setOutput(name, '');
        return await prepareAndRun({ step, world, reader, secrets, redact, log });
    }
    catch (error) {
        announce(error, { runner, redact, level: 'error' });
        return 1;
    }
    finally {
        world.early?.close();
    }
}
async function prepareAndRun(frame) {
    const { step, world, reader, redact, log } = frame;
    const { env, runner, clock } = world;
    const payload = readPayload(env, { log, redact });
    const event = readEvent({ env: redactEach(env, redact), payload });
    if ((0,access/* givenKey */.xy)(reader) === undefined && event.withoutSecrets !== undefined) {
        const whose = event.withoutSecrets === 'fork' ? 'a pull request from a fork' : 'Dependabot';
        const why = `Nothing to do: runs for ${whose} get no secrets, so there is no maton_api_key.`;
        log.notice(why);
        await writeSummary(`## ${step.title}\n\n${(0,markdown/* text */.Qq)(why, 200)}`, { runner, redact, log });
        return 0;
    }
    const request = step.read(reader, { env, event, log });
    refuseSecrets(reader, frame.secrets);
    if (reader.problems.length > 0)
        throw await wrongInputs(frame);
    const signal = world.untilStopped(step.deadlineMs(request));
    const closing = graceAfter(signal);
    const random = () => world.random();
    const { deadlines } = world;
    const serverTime = (0,server_time/* createServerTime */.dD)(clock);
    const context = {
        env,
        payload,
        clock,
        serverTime,
        random,
        signal,
        closing,
        log,
        redact,
        deadlines,
        opened: url => world.early?.take(url)
    };
    const onError = step.onError(request);
    try {
        const report = await step.run(request, context);
        writeOutputs(report.outputs, { runner, redact, log });
        await writeSummary(report.summary, { runner, redact, log });
        return end(report, { runner, redact, onError });
    }
    catch (error) {
        const known = signal.aborted && !(error instanceof run_failure/* Failure */.HR) ? signal.reason : error;
        await writeSummary(failureSummary(step.title, known, redact), { runner, redact, log });
        announce(known, {
            runner,
            redact,
            level: onError === 'warn' && known instanceof run_failure/* Failure */.HR ? 'warning' : 'error'
        });
        return onError === 'warn' && known instanceof run_failure/* Failure */.HR ? 0 : 1;
    }
}
/** The runner asks a process to stop, insists after 7.5 s, and kills it after 10 s. */
const GRACE_MS = 6_000;
function graceAfter(signal) {
    const controller = new AbortController();
    const begin = () => void setTimeout(() => controller.abort(signal.reason), GRACE_MS).unref();
    signal.addEventListener('abort', begin, { once: true });
    return controller.signal;
}
/** Values that were rejected may be or hold secrets that nothing else knows: they are masked before anything is said of them. */
async function wrongInputs({ step, world, reader, secrets }) {
    const { runner } = world;
    const found = [...reader.rejected.values()].flatMap(rejected/* secretsIn */.VY);
    for (const secret of found.flatMap(toMask))
        runner.mask(secret);
    const redact = (0,text_redact/* createRedact */.ay)([...secrets.all, ...found]);
    const problems = reader.problems.map(problem => sentence(problem, redact));
    const log = createLog(runner, redact);
    await writeSummary(problemsSummary(step.title, problems), { runner, redact, log });
    const list = problems.map(problem => `- ${problem}`);
    return new run_failure/* Failure */.HR(FRAME_FAILURES.inputs, ['Wrong inputs:', ...list].join('\n'));
}
function end(report, { runner, redact, onError }) {
    const { ending } = report;
    if (ending.kind === 'done')
        return 0;
    if (ending.kind === 'gate-broken') {
        announce(ending.message, { runner, redact, level: 'error' });
        return 1;
    }
    announce(ending.failure, { runner, redact, level: onError === 'warn' ? 'warning' : 'error' });
    return onError === 'warn' ? 0 : 1;
}
/** One annotation with what happened and what to do. Each line is made safe by itself, so that a list of problems stays a list. */
function announce(error, { runner, redact, level }) {
    const lines = wordsOf(error).split('\n');
    runner.annotate(level, lines.map(line => safeLine(line, redact)).join('\n'));
}
function wordsOf(error) {
    if (typeof error === 'string')
        return error;
    if (error instanceof run_failure/* Failure */.HR)
        return error.kind === FRAME_FAILURES.inputs
            ? error.message
            : `${error.message.replace(/\.$/, '')}. ${error.remedy}`;
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return `Unexpected: ${stack}\n${FRAME_FAILURES.unexpected.remedy}`;
}
/** A cut may split a secret: it is taken out before. */
function sentence({ input, value, allowed }, redact) {
    return value === undefined
        ? `${input}: ${redact(allowed)}`
        : `${input}: "${(0,clean/* logText */.kc)(redact(value), 300)}" is not allowed; ${redact(allowed)}`;
}
function problemsSummary(title, problems) {
    return [
        `## ❌ ${title} · wrong inputs, nothing was sent`,
        problems.map(problem => `- ${(0,markdown/* text */.Qq)(problem, 800)}`).join('\n')
    ].join('\n\n');
}
function failureSummary(title, error, redact) {
    const said = error instanceof run_failure/* Failure */.HR
        ? `${(0,markdown/* text */.Qq)(redact(error.message), 600)}\n\n${(0,markdown/* text */.Qq)(error.remedy, 600)}`
        : (0,markdown/* code */.aY)(redact(String(error)), 300);
    return `## ❌ ${title}\n\n${said}`;
}
/** The event's payload. The runner always writes one; local runs may have none. */
function readPayload(env, { log, redact }) {
    const file = env['GITHUB_EVENT_PATH'];
    const payload = file === undefined || file === '' ? undefined : readJson(file, redact);
    if ((0,text_json/* isRecord */.u4)(payload))
        return payload;
    log.notice('The file with the event is missing or cannot be read: the run goes on as if the event said nothing.');
    return {};
}
function readJson(file, redact) {
    try {
        const json = (0,external_node_fs_.readFileSync)(file, 'utf8');
        return (0,text_redact/* withoutSecrets */.cT)((0,text_json/* parseJson */.qF)(json), json, redact);
    }
    catch {
        return undefined;
    }
}
/** The runner's variables, in which names of branches and workflows stand. */
function redactEach(env, redact) {
    const entries = Object.entries(env).filter(([name]) => name.startsWith('GITHUB_'));
    return Object.fromEntries(entries.map(([name, value]) => [name, value === undefined ? value : redact(value)]));
}

;// CONCATENATED MODULE: ./lib/actions/world.js









/** Runs a step in the world that the Actions runner starts the process in. Never throws. */
async function runInProcess(step, early) {
    const exitCode = await runStep(step, realWorld(early));
    // an error that nothing caught has set it already
    process.exitCode ||= exitCode;
}
function realWorld(early) {
    // The HTTP client reads answers in WebAssembly. To optimize that takes 20 MB, and no run is long enough to gain from it.
    (0,external_node_v8_.setFlagsFromString)('--wasm-tiering-budget=1000000000');
    const runner = actionsRunner();
    const redact = (0,text_redact/* createRedact */.ay)(secretsOf((0,inputs/* createInputReader */.ic)(process.env), process.env).all);
    const unheard = whenUnheard();
    sayUncaught(error => runner.annotate('error', safeLine(`Unexpected: ${String(error)}`, redact)));
    return {
        env: process.env,
        runner,
        early,
        random: Math.random,
        clock: { now: Date.now, elapsed: () => performance.now(), sleep },
        untilStopped(deadlineMs) {
            const controller = new AbortController();
            const stop = (failure) => controller.abort(failure);
            const cancelled = new run_failure/* Failure */.HR(failures/* GATEWAY_FAILURES */.d.cancelled, 'The run was cancelled');
            process.once('SIGINT', () => stop(cancelled));
            process.once('SIGTERM', () => stop(cancelled));
            const stopUnheard = () => stop(unheard.reason);
            if (unheard.aborted)
                stopUnheard();
            unheard.addEventListener('abort', stopUnheard, { once: true });
            const minutes = Math.round(deadlineMs / 60_000);
            const late = new run_failure/* Failure */.HR(failures/* GATEWAY_FAILURES */.d.deadline, `The run took longer than ${minutes} minutes`);
            // does not keep the process alive
            setTimeout(() => stop(late), deadlineMs).unref();
            return controller.signal;
        }
    };
}
async function sleep(ms, signal) {
    try {
        await (0,promises_.setTimeout)(ms, undefined, { signal });
    }
    catch (error) {
        signal.throwIfAborted();
        throw error;
    }
}
/**
 * Aborts when nobody reads the log any more. Without a listener the error would end in the handlers below, which write to the log.
 */
function whenUnheard() {
    const controller = new AbortController();
    const failure = new run_failure/* Failure */.HR(failures/* GATEWAY_FAILURES */.d.cancelled, 'The runner no longer reads the log');
    process.stdout.on('error', () => {
        process.exitCode = 1;
        controller.abort(failure);
    });
    return controller.signal;
}
/** What slips through every net must not reach the log as it is: a stack trace can hold a workflow command. */
function sayUncaught(say) {
    const last = (error) => {
        say(error);
        process.exitCode = 1;
    };
    process.on('uncaughtException', last);
    process.on('unhandledRejection', last);
}


/***/ }),

/***/ 6896:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  apiStep: () => (/* binding */ apiStep)
});

// EXTERNAL MODULE: ./lib/actions/access.js
var actions_access = __webpack_require__(8801);
;// CONCATENATED MODULE: ./lib/sentry/operation.js
/** Whether an operation goes to Sentry, through a connection; the others are Maton's own. */
function isOfSentry({ path }) {
    return path.startsWith('/sentry/');
}
/** Whether an operation cannot be done without an organization. */
function needsOrganization({ path, pathWithoutOrganization }) {
    return pathWithoutOrganization === undefined && parametersIn(path).includes('organization');
}
/** The names of all query parameters of an operation, those of paging too. */
function queryNamesOf({ query = {}, page }) {
    return [...Object.keys(query), ...(page === undefined ? [] : [page, 'cursor'])];
}
/** The names of all parameters of an operation, those with `?` that may be left out. */
function parameterNamesOf(row) {
    const inPath = parametersIn(row.path).map(name => name === 'organization' && row.pathWithoutOrganization !== undefined ? `${name}?` : name);
    return [...inPath, ...queryNamesOf(row).map(name => `${name}?`)];
}
/** What an operation takes, for people: `{ organization, version, project? }`, and whether with a body. */
function signatureOf(row) {
    const names = parameterNamesOf(row);
    const parameters = names.length === 0 ? 'no parameters' : `{ ${names.join(', ')} }`;
    return takesBody(row) ? `${parameters} and a body` : parameters;
}
/** Creates and updates say in a body what is to be; reads and deletes have none. */
function takesBody({ effect }) {
    return effect === 'create' || effect === 'update';
}
/** The parameter names in a path template, in their order. */
function parametersIn(path) {
    return [...path.matchAll(/\{(\w+)\}/g)].map(match => match[1]).filter(isPathParameter);
}
function isPathParameter(name) {
    return name !== undefined && /^(organization|project|team|issue|event|version|connection)$/.test(name);
}

// EXTERNAL MODULE: ./lib/text/clean.js
var text_clean = __webpack_require__(4874);
// EXTERNAL MODULE: ./lib/text/json.js
var text_json = __webpack_require__(2845);
// EXTERNAL MODULE: ./lib/text/names.js
var text_names = __webpack_require__(8519);
// EXTERNAL MODULE: ./lib/run/failure.js
var run_failure = __webpack_require__(8195);
// EXTERNAL MODULE: ./lib/maton/failures.js
var failures = __webpack_require__(4044);
;// CONCATENATED MODULE: ./lib/maton/expected.js

/** Accepted, no content, reset content: good answers that have no body. */
const WITHOUT_BODY = new Set([202, 204, 205]);
/**
 * What is wrong with an answer whose status is good; `undefined` when it holds what was expected. To a question an answer without a
 * body is none, and a page that something between here and the server shows is an answer to nothing.
 */
function problemOf({ status, text }, expected) {
    if (expected.kind === 'anything')
        return /^\s*</.test(text) ? { kind: 'no-answer', words: 'but a page' } : undefined;
    if (expected.kind === 'thing-if-any' && WITHOUT_BODY.has(status) && text.trim() === '')
        return undefined;
    const json = (0,text_json/* parseJson */.qF)(text);
    const words = json === undefined ? cutOrDeep(text) : problemOfJson(json, expected);
    if (words !== undefined)
        return { kind: 'shape', words };
    return json === undefined ? { kind: 'no-answer', words: 'but no JSON' } : undefined;
}
function cutOrDeep(text) {
    return /^\s*[[{]/.test(text) ? 'with JSON that is cut or nested too deeply' : undefined;
}
function problemOfJson(json, expected) {
    return expected.kind === 'list'
        ? problemOfList(json, expected)
        : withWords(problemOfThing(thingIn(json, expected), expected));
}
/** The rows of a list, at the top or under its name; `undefined` for what is no list. */
function rowsIn(json, { under }) {
    const rows = under === undefined ? json : (0,text_json/* recordOf */.zv)(json)[under];
    return Array.isArray(rows) ? rows : undefined;
}
/** The thing itself, where it may stand under a name. */
function thingIn(json, { under }) {
    return under !== undefined && (0,text_json/* isRecord */.u4)(json) && (0,text_json/* isRecord */.u4)(json[under]) ? json[under] : json;
}
function problemOfList(json, expected) {
    const rows = rowsIn(json, expected);
    if (rows === undefined) {
        const { under } = expected;
        return under !== undefined && (0,text_json/* isRecord */.u4)(json)
            ? `without a list of ${under}`
            : `with ${wordFor(json)} where ${under === undefined ? 'a list' : 'an object'} belongs`;
    }
    for (const [index, row] of rows.entries()) {
        const problem = problemOfThing(row, expected);
        if (problem !== undefined)
            return `with ${problem} in row ${index + 1}`;
    }
    return undefined;
}
function problemOfThing(thing, { keys, fields = {} }) {
    if (!(0,text_json/* isRecord */.u4)(thing))
        return `${wordFor(thing)} where an object belongs`;
    if (!keys.some(key => isId(thing[key])))
        return `no ${keys.join(' or ')}`;
    const wrong = Object.entries(fields).find(([name, isRight]) => !isRight(thing[name]));
    return wrong === undefined ? undefined : `no ${wrong[0]} that can be right`;
}
function withWords(problem) {
    return problem === undefined ? undefined : `with ${problem}`;
}
function wordFor(json) {
    if (json === null)
        return 'null';
    if (Array.isArray(json))
        return 'a list';
    return (0,text_json/* isRecord */.u4)(json) ? 'an object' : `a ${typeof json}`;
}
function isId(value) {
    const id = (0,text_json/* idOf */.TH)(value);
    return id !== undefined && id !== '';
}
/** For `fields`: how many there are of something. */
function isCount(value) {
    return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
/** For `fields`: a text that is not empty. */
function isText(value) {
    return typeof value === 'string' && value !== '';
}
/** For `fields`: the same, or `null`, which says that there is none. Where the field is missing, nothing is known. */
function isTextOrNull(value) {
    return value === null || isText(value);
}
/** For `fields`: an object, unless there is none. */
function isObjectIfAny(value) {
    return value === undefined || value === null || (0,text_json/* isRecord */.u4)(value);
}
/** For `fields`: a list of one thing at least, each with all of these keys. */
function areThingsWith(...keys) {
    return value => Array.isArray(value) &&
        value.length > 0 &&
        value.every(item => keys.every(key => isId((0,text_json/* recordOf */.zv)(item)[key])));
}

;// CONCATENATED MODULE: ./lib/maton/connections.js






/** Takes what is needed of a connection, and never its `url`. */
function decodeConnection(json) {
    const connection = (0,text_json/* recordOf */.zv)(json);
    return {
        id: (0,text_json/* textOf */.b6)(connection['connection_id']) ?? '',
        app: (0,text_json/* textOf */.b6)(connection['app']) ?? '',
        status: (0,text_json/* textOf */.b6)(connection['status']) ?? '',
        createdAt: (0,text_json/* textOf */.b6)(connection['creation_time']) ?? ''
    };
}
/**
 * The connection that a run uses. One that the inputs name is taken as it is; otherwise the only ACTIVE Sentry connection.
 * @throws Failure when there is none or several: which one is meant is never guessed
 */
async function resolveConnection(gateway, given) {
    if (given !== undefined)
        return given;
    const { connections, mayGoOn } = await list(gateway, 'ACTIVE');
    const active = connections.filter(connection => connection.status === 'ACTIVE');
    const [only, ...others] = active;
    if (mayGoOn && others.length === 0)
        throw incompleteList();
    if (only !== undefined && others.length === 0)
        return usable(only);
    if (only === undefined)
        throw await noConnection(gateway);
    throw new run_failure/* Failure */.HR(failures/* GATEWAY_FAILURES */.d.severalConnections, `Maton has ${active.length} active Sentry connections: ${named(active)}`);
}
/** Adds to a refused connection id the ids that exist. */
async function explainUnknownConnection(gateway, failure) {
    const known = await list(gateway, undefined).then(({ connections }) => connections, () => []);
    if (known.length === 0)
        return failure;
    const remedy = `Set maton_connection to an ACTIVE one of these: ${named(known)}.`;
    return new run_failure/* Failure */.HR(failure.kind, failure.message, { remedy, cause: failure });
}
async function noConnection(gateway) {
    const { connections: unfinished } = await list(gateway, undefined);
    const message = 'Maton has no active Sentry connection';
    if (unfinished.length === 0)
        return new run_failure/* Failure */.HR(failures/* GATEWAY_FAILURES */.d.noConnection, message);
    return new run_failure/* Failure */.HR(failures/* GATEWAY_FAILURES */.d.noConnection, `${message}; there is ${named(unfinished)}`, {
        remedy: 'Finish the authorization of a pending connection at maton.ai; create a failed one again.'
    });
}
/** An id that cannot stand in a header is that of a connection all the same: then another one is not the only one. */
function usable({ id }) {
    if (text_names/* CONNECTION_ID */.DG.test(id))
        return id;
    throw new run_failure/* Failure */.HR(failures/* GATEWAY_FAILURES */.d.notUnderstood, 'The id of the only active Sentry connection of Maton is not of the form that ids have', { remedy: 'Set maton_connection to the id that maton.ai shows.' });
}
function incompleteList() {
    return new run_failure/* Failure */.HR(failures/* GATEWAY_FAILURES */.d.listIncomplete, 'Maton has more connections than it lists at once, so it is not known whether there is only one active Sentry connection', { remedy: 'Set maton_connection to the id of the one that is meant.' });
}
/** What tells a connection apart. */
const CONNECTION = { keys: ['connection_id'] };
const CONNECTIONS = { ...CONNECTION, kind: 'list', under: 'connections' };
/**
 * Whether an answer of `/connections` says that it is only a part: something beside the list names a next page. How Maton pages this
 * list is not documented, so any such name counts.
 */
function mayGoOn(json) {
    const isSaid = (value) => value !== undefined && value !== null && value !== false && value !== '' && value !== 0;
    return Object.entries((0,text_json/* recordOf */.zv)(json)).some(([name, value]) => /next|more|cursor|page_?token/i.test(name) && isSaid(value));
}
/** The Sentry connections. A server may ignore the filters, so they are applied again. */
async function list(gateway, status) {
    const call = {
        method: 'GET',
        path: `/connections?app=sentry${status === undefined ? '' : `&status=${status}`}`,
        repeat: 'safe',
        conflict: 'final',
        expects: CONNECTIONS,
        purpose: 'list the Sentry connections of the Maton account',
        scopes: []
    };
    const { json } = await gateway.call(call);
    const connections = (rowsIn(json, CONNECTIONS) ?? [])
        .map(decodeConnection)
        .filter(connection => connection.app === 'sentry');
    return { connections, mayGoOn: mayGoOn(json) };
}
function named(connections) {
    const shown = connections
        .slice(0, 20)
        .map(({ id, status, createdAt }) => `${shownId(id)} (${(0,text_clean/* clean */.uH)(status, 20)}, created ${(0,text_clean/* clean */.uH)(createdAt, 40)})`);
    return shown.join(', ') + (connections.length > shown.length ? ', …' : '');
}
/** What has not the form of an id may be an address with a session token in it. */
function shownId(id) {
    return text_names/* CONNECTION_ID */.DG.test(id) ? id : 'one whose id cannot be used';
}

;// CONCATENATED MODULE: ./lib/sentry/answers.js



function decodeOrganization(json) {
    const organization = (0,text_json/* recordOf */.zv)(json);
    return { id: (0,text_json/* idOf */.TH)(organization['id']) ?? '', slug: (0,text_json/* textOf */.b6)(organization['slug']) ?? '' };
}
function decodeProject(json) {
    const project = (0,text_json/* recordOf */.zv)(json);
    return {
        id: (0,text_json/* idOf */.TH)(project['id']) ?? '',
        slug: (0,text_json/* textOf */.b6)(project['slug']) ?? '',
        hasHealthData: (0,text_json/* booleanOf */.SF)(project['hasHealthData']) ?? false
    };
}
function decodeRepository(json) {
    const repository = recordOf(json);
    const provider = textOf(recordOf(repository['provider'])['id']) ?? '';
    return {
        name: textOf(repository['name']) ?? '',
        url: textOf(repository['url']) ?? '',
        hasIntegration: provider.startsWith('integrations:') && (textOf(repository['status']) ?? 'active') === 'active'
    };
}
function decodeCommit(json) {
    const commit = recordOf(json);
    const author = recordOf(commit['author']);
    return {
        sha: textOf(commit['id']) ?? '',
        repository: textOf(recordOf(commit['repository'])['name']) ?? '',
        message: textOf(commit['message']),
        authorName: textOf(author['name']),
        authorEmail: textOf(author['email']),
        date: textOf(commit['dateCreated'])
    };
}
function decodeRelease(json) {
    const release = recordOf(json);
    const lastCommit = decodeCommit(release['lastCommit']);
    return {
        version: textOf(release['version']) ?? '',
        ref: textOf(release['ref']),
        url: textOf(release['url']),
        dateReleased: textOf(release['dateReleased']),
        dateCreated: textOf(release['dateCreated']),
        projects: listOf(release['projects']).map(decodeProject),
        commitCount: numberOf(release['commitCount']) ?? 0,
        deployCount: numberOf(release['deployCount']),
        lastCommit: lastCommit.sha === '' ? undefined : lastCommit,
        firstEvent: textOf(release['firstEvent'])
    };
}
function decodeDeploy(json) {
    const deploy = recordOf(json);
    return {
        id: idOf(deploy['id']) ?? '',
        environment: textOf(deploy['environment']) ?? '',
        name: textOf(deploy['name']),
        url: textOf(deploy['url']),
        dateFinished: textOf(deploy['dateFinished'])
    };
}
/**
 * What each kind of thing is told apart by, and the fields that decide something. Any other field may be missing.
 * Source: the objects of Sentry's API description and of Maton's documentation.
 */
const THINGS = {
    organization: { keys: ['slug'] },
    project: { keys: ['slug'] },
    member: { keys: ['id', 'email'] },
    repository: { keys: ['name'], fields: { provider: isObjectIfAny } },
    /** Events without an environment are of one whose name is empty. */
    environment: { keys: ['id', 'name'] },
    issue: { keys: ['id'] },
    event: { keys: ['id', 'eventID'] },
    hash: { keys: ['id'] },
    team: { keys: ['slug'] },
    /** By itself: whether it is finalized and whether it has commits must be known, or these are overwritten. */
    release: {
        keys: ['version'],
        fields: {
            dateReleased: isTextOrNull,
            commitCount: isCount,
            lastCommit: isObjectIfAny,
            projects: areThingsWith('id', 'slug')
        }
    },
    /** In a list of releases. */
    listedRelease: { keys: ['version'], fields: { lastCommit: isObjectIfAny } },
    /** Whose repository cannot be told would be sent again as one of none. */
    commit: { keys: ['id'], fields: { repository: isObjectIfAny } },
    /** Whether a lost deploy is among others is told by its environment. */
    deploy: { keys: ['id'], fields: { environment: isText } },
    connection: CONNECTION
};

;// CONCATENATED MODULE: ./lib/sentry/operations.js

/**
 * The API as one table: every operation of the API reference that the product implements, and the few more that the steps use.
 * What else has to be known about an operation (what a dry run withholds, what needs `confirm`, what may be repeated, what the
 * README lists) follows from its row.
 */
const ORGANIZATION = '/sentry/api/0/organizations/{organization}/';
const PROJECT = '/sentry/api/0/projects/{organization}/{project}/';
const TEAM = '/sentry/api/0/teams/{organization}/{team}/';
const ISSUE = '/sentry/api/0/organizations/{organization}/issues/{issue}/';
const ISSUE_ALONE = '/sentry/api/0/issues/{issue}/';
const RELEASES = '/sentry/api/0/organizations/{organization}/releases/';
const RELEASE = '/sentry/api/0/organizations/{organization}/releases/{version}/';
const READ_ORGANIZATION = ['org:read', 'org:write', 'org:admin'];
const READ_PROJECT = ['project:read', 'project:write', 'project:admin'];
const READ_TEAM = ['team:read', 'team:write', 'team:admin'];
const READ_EVENT = ['event:read', 'event:write', 'event:admin'];
const WRITE_RELEASE = ['project:releases', 'project:write', 'project:admin', 'org:ci'];
const READ_RELEASE = ['project:read', ...WRITE_RELEASE];
const ISSUE_QUERY = {
    query: 'text',
    statsPeriod: 'text',
    groupStatsPeriod: 'text',
    shortIdLookup: 'flag',
    environment: 'texts',
    sort: 'text',
    expand: 'texts',
    collapse: 'texts'
};
/** Reads a list of things. */
function operations_list(thing) {
    return { method: 'GET', effect: 'read', repeat: 'safe', answer: { ...thing, kind: 'list' } };
}
/** Reads one thing. */
function one(thing) {
    return { method: 'GET', effect: 'read', repeat: 'safe', answer: { ...thing, kind: 'thing' } };
}
/** Changes a thing; the answer shows it. */
function update(thing) {
    return { method: 'PUT', effect: 'update', repeat: 'safe', answer: { ...thing, kind: 'thing-if-any' } };
}
/** Makes a thing; the answer shows it. Twice makes two, unless a row says otherwise. */
function create(thing) {
    return { method: 'POST', effect: 'create', repeat: 'look', answer: { ...thing, kind: 'thing-if-any' } };
}
const remove = { method: 'DELETE', effect: 'delete', repeat: 'safe', answer: { kind: 'anything' } };
const OPERATIONS = {
    'list-organizations': {
        ...operations_list(THINGS.organization),
        summary: 'The organizations that the connection sees',
        path: '/sentry/api/0/organizations/',
        page: 'per_page',
        query: { query: 'text', sortBy: 'text', owner: 'flag' },
        scopes: READ_ORGANIZATION
    },
    'get-organization': {
        ...one(THINGS.organization),
        summary: 'One organization',
        path: ORGANIZATION,
        query: { detailed: 'text' },
        scopes: READ_ORGANIZATION
    },
    'update-organization': {
        ...update(THINGS.organization),
        summary: 'Change an organization',
        path: ORGANIZATION,
        scopes: ['org:write', 'org:admin'],
        example: { name: 'Acme Two' }
    },
    'list-organization-projects': {
        ...operations_list(THINGS.project),
        summary: 'The projects of an organization',
        path: `${ORGANIZATION}projects/`,
        page: 'per_page',
        query: { query: 'text' },
        scopes: READ_ORGANIZATION
    },
    'list-organization-members': {
        ...operations_list(THINGS.member),
        summary: 'The members of an organization',
        path: `${ORGANIZATION}members/`,
        page: 'per_page',
        query: { query: 'text' },
        scopes: ['member:read', 'member:write', 'member:admin']
    },
    'list-repositories': {
        ...operations_list(THINGS.repository),
        summary: 'The repositories that an organization knows',
        path: `${ORGANIZATION}repos/`,
        page: 'per_page',
        query: { query: 'text', status: 'text', integration_id: 'text', expand: 'texts' },
        scopes: [...READ_ORGANIZATION, 'org:integrations', 'org:ci']
    },
    'list-organization-environments': {
        ...operations_list(THINGS.environment),
        summary: 'The environments that an organization knows',
        path: `${ORGANIZATION}environments/`,
        page: 'per_page',
        query: { query: 'text' },
        scopes: READ_ORGANIZATION
    },
    'get-project': { ...one(THINGS.project), summary: 'One project', path: PROJECT, scopes: READ_PROJECT },
    'update-project': {
        ...update(THINGS.project),
        summary: 'Change a project',
        path: PROJECT,
        scopes: ['project:write', 'project:admin'],
        example: { name: 'Web shop' }
    },
    'delete-project': { ...remove, summary: 'Delete a project', path: PROJECT, scopes: ['project:admin'] },
    'create-project': {
        ...create(THINGS.project),
        summary: 'Create a project in a team',
        path: `${TEAM}projects/`,
        look: 'list-organization-projects',
        names: ['slug', 'name'],
        scopes: ['project:write', 'project:admin'],
        example: { name: 'New Project', slug: 'new-project' }
    },
    'list-project-issues': {
        ...operations_list(THINGS.issue),
        summary: 'The issues of a project (deprecated by Sentry)',
        path: `${PROJECT}issues/`,
        page: 'limit',
        query: { ...ISSUE_QUERY, hashes: 'text' },
        scopes: READ_EVENT
    },
    'list-organization-issues': {
        ...operations_list(THINGS.issue),
        summary: 'The issues of an organization',
        path: `${ORGANIZATION}issues/`,
        page: 'limit',
        query: { ...ISSUE_QUERY, project: 'texts', start: 'text', end: 'text', group: 'texts', viewId: 'text' },
        scopes: READ_EVENT
    },
    'get-issue': {
        ...one(THINGS.issue),
        summary: 'One issue',
        path: ISSUE,
        pathWithoutOrganization: ISSUE_ALONE,
        query: { expand: 'texts', collapse: 'texts', environment: 'texts' },
        scopes: READ_EVENT
    },
    'update-issue': {
        ...update(THINGS.issue),
        summary: 'Change an issue, such as resolve it',
        path: ISSUE,
        pathWithoutOrganization: ISSUE_ALONE,
        scopes: ['event:write', 'event:admin'],
        example: { status: 'resolved' }
    },
    'delete-issue': {
        ...remove,
        summary: 'Delete an issue',
        path: ISSUE,
        pathWithoutOrganization: ISSUE_ALONE,
        scopes: ['event:admin']
    },
    'list-issue-events': {
        ...operations_list(THINGS.event),
        summary: 'The events of an issue',
        path: `${ISSUE}events/`,
        pathWithoutOrganization: `${ISSUE_ALONE}events/`,
        page: 'per_page',
        query: {
            query: 'text',
            environment: 'texts',
            full: 'flag',
            sample: 'flag',
            statsPeriod: 'text',
            start: 'text',
            end: 'text'
        },
        scopes: READ_EVENT
    },
    'get-latest-event': {
        ...one(THINGS.event),
        summary: 'The latest event of an issue, with its stack trace',
        path: `${ISSUE}events/latest/`,
        pathWithoutOrganization: `${ISSUE_ALONE}events/latest/`,
        query: { environment: 'texts' },
        scopes: READ_EVENT
    },
    'list-issue-hashes': {
        ...operations_list(THINGS.hash),
        summary: 'The hashes that are grouped into an issue',
        path: `${ISSUE}hashes/`,
        pathWithoutOrganization: `${ISSUE_ALONE}hashes/`,
        page: 'per_page',
        scopes: READ_EVENT
    },
    'list-project-events': {
        ...operations_list(THINGS.event),
        summary: 'The events of a project',
        path: `${PROJECT}events/`,
        page: 'per_page',
        query: { full: 'flag', sample: 'flag', statsPeriod: 'text', start: 'text', end: 'text' },
        scopes: READ_PROJECT
    },
    'get-project-event': {
        ...one(THINGS.event),
        summary: 'One event',
        path: `${PROJECT}events/{event}/`,
        query: { environment: 'texts' },
        scopes: READ_PROJECT
    },
    'list-organization-teams': {
        ...operations_list(THINGS.team),
        summary: 'The teams of an organization',
        path: `${ORGANIZATION}teams/`,
        page: 'per_page',
        query: { query: 'text', detailed: 'text' },
        scopes: [...READ_ORGANIZATION, 'team:read']
    },
    'create-team': {
        ...create(THINGS.team),
        summary: 'Create a team',
        path: `${ORGANIZATION}teams/`,
        look: 'list-organization-teams',
        names: ['slug', 'name'],
        scopes: ['team:write', 'org:write', 'org:admin'],
        example: { name: 'New Team', slug: 'new-team' }
    },
    'get-team': {
        ...one(THINGS.team),
        summary: 'One team',
        path: TEAM,
        query: { expand: 'texts', collapse: 'texts' },
        scopes: READ_TEAM
    },
    'update-team': {
        ...update(THINGS.team),
        summary: 'Change a team',
        path: TEAM,
        scopes: ['team:write', 'team:admin'],
        example: { name: 'Platform' }
    },
    'delete-team': { ...remove, summary: 'Delete a team', path: TEAM, scopes: ['team:admin'] },
    'list-team-projects': {
        ...operations_list(THINGS.project),
        summary: 'The projects of a team',
        path: `${TEAM}projects/`,
        page: 'per_page',
        scopes: READ_PROJECT
    },
    'list-organization-releases': {
        ...operations_list(THINGS.listedRelease),
        summary: 'The releases of an organization, newest first',
        path: RELEASES,
        page: 'per_page',
        query: { query: 'text', status: 'text', project: 'texts', environment: 'texts', sort: 'text' },
        scopes: READ_RELEASE
    },
    'create-release': {
        ...create(THINGS.release),
        summary: 'Create a release, or add projects and commits to one',
        path: RELEASES,
        repeat: 'safe',
        commitLock: true,
        names: ['version'],
        scopes: WRITE_RELEASE,
        example: { version: 'shop@1.0.0', projects: ['web'] }
    },
    'get-release': {
        ...one(THINGS.release),
        summary: 'One release',
        path: RELEASE,
        query: {
            project: 'text',
            project_id: 'text',
            health: 'flag',
            adoptionStages: 'flag',
            summaryStatsPeriod: 'text',
            healthStatsPeriod: 'text',
            sort: 'text',
            status: 'text',
            query: 'text'
        },
        scopes: READ_RELEASE
    },
    'update-release': {
        ...update(THINGS.release),
        summary: 'Change a release; a list of commits replaces the earlier one',
        path: RELEASE,
        commitLock: true,
        scopes: WRITE_RELEASE,
        example: { ref: 'main' }
    },
    'delete-release': {
        ...remove,
        summary: 'Delete a release',
        path: RELEASE,
        scopes: ['project:releases', 'project:admin']
    },
    'list-release-commits': {
        ...operations_list(THINGS.commit),
        summary: 'The commits of a release, newest first',
        path: `${RELEASE}commits/`,
        page: 'per_page',
        scopes: READ_RELEASE
    },
    'list-release-deploys': {
        ...operations_list(THINGS.deploy),
        summary: 'The last deploy of a release for each project and environment',
        path: `${RELEASE}deploys/`,
        page: 'per_page',
        query: { project: 'text' },
        scopes: READ_RELEASE
    },
    'create-deploy': {
        ...create(THINGS.deploy),
        summary: 'Record a deploy of a release',
        path: `${RELEASE}deploys/`,
        look: 'list-release-deploys',
        names: ['environment'],
        scopes: WRITE_RELEASE,
        example: { environment: 'production' }
    },
    'list-connections': {
        ...operations_list({ ...THINGS.connection, under: 'connections' }),
        summary: 'The connections of the Maton account',
        path: '/connections',
        query: { app: 'text', status: 'text' },
        scopes: []
    },
    'create-connection': {
        ...create({ ...THINGS.connection, under: 'connection' }),
        summary: 'Create a connection; a person then authorizes it at maton.ai',
        afterwards: 'The connection is PENDING until a person signs in at maton.ai, opens it there and finishes the authorization.',
        path: '/connections',
        look: 'list-connections',
        names: ['app'],
        scopes: [],
        example: { app: 'sentry' }
    },
    'get-connection': {
        ...one({ ...THINGS.connection, under: 'connection' }),
        summary: 'One connection',
        path: '/connections/{connection}',
        scopes: []
    },
    'delete-connection': {
        ...remove,
        summary: 'Delete a connection',
        path: '/connections/{connection}',
        scopes: []
    }
};
/** The row of an operation, without the literal types that only `ParametersOf` needs. */
function operation(name) {
    return OPERATIONS[name];
}
function isOperationName(name) {
    return Object.hasOwn(OPERATIONS, name);
}

// EXTERNAL MODULE: ./lib/text/nearest.js
var text_nearest = __webpack_require__(4581);
;// CONCATENATED MODULE: ./lib/text/visible.js
/** What nobody can see or count, what reorders what is seen, and blanks that look like a space: what stands there is not what is read. */
const AMBIGUOUS = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}|(?<= ) /u;
const EACH_AMBIGUOUS = new RegExp(AMBIGUOUS, 'gu');
const EACH_MARK = /\p{M}/gu;
/**
 * The first character of a text that a reader cannot know to be there, as `U+200B`; `undefined` when the text is what it looks like.
 * Of a text that is not in the composed form (NFC) it is the first combining mark.
 */
function hiddenIn(text) {
    const found = AMBIGUOUS.exec(text)?.[0] ?? (isPlain(text) ? undefined : /\p{M}/u.exec(text)?.[0]);
    const code = found?.codePointAt(0);
    return code === undefined ? undefined : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
/** A text with what nobody can see written out, as `\u200b`. */
function visible(text) {
    const shown = isPlain(text) ? text : text.replace(EACH_MARK, written);
    return shown.replace(EACH_AMBIGUOUS, written);
}
/**
 * JSON of a value as it is sent, with what nobody can see written out; it is read back as the same value.
 * @param indent blanks for each level; 0 for one line
 */
function visibleJson(value, indent) {
    const lines = (JSON.stringify(value, undefined, indent) ?? '').split('\n');
    return lines
        .map(line => {
        const content = line.trimStart();
        // the old form of a command of the runner, which the log would break up
        return line.slice(0, line.length - content.length) + visible(content).replaceAll('##[', '##\\u005b');
    })
        .join('\n');
}
/** Whether marks stand in a text only as they are usually written. */
function isPlain(text) {
    return text.normalize('NFC') === text && !/\p{M}{4}/u.test(text);
}
function written(character) {
    const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
    return units.map(unit => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
/** The most characters of a piece: a line of the log is cut later. */
const PIECE = 1_000;
/** A long text in pieces for lines of the log, with `↪` where one goes on. Nothing is left out. */
function inPieces(line) {
    const characters = Array.from(line);
    const count = Math.max(1, Math.ceil(characters.length / PIECE));
    return Array.from({ length: count }, (_, at) => {
        const piece = characters.slice(at * PIECE, (at + 1) * PIECE).join('');
        return `${at === 0 ? '' : '↪'}${piece}${at === count - 1 ? '' : '↪'}`;
    });
}

;// CONCATENATED MODULE: ./lib/sentry/call.js




/**
 * Why a value cannot stand in a path, or `undefined` if it can. A value is one segment: `/` would name another route, and `.` and
 * `..` are taken away by everything that parses addresses.
 */
function segmentProblem(value) {
    if (value === '')
        return 'is empty';
    if (value === '.' || value === '..')
        return 'is not a name';
    if (/[/\\]/.test(value))
        return 'holds a slash';
    return value.isWellFormed() ? undefined : 'is not well-formed text';
}
/**
 * Fills a path template; each value becomes exactly one segment, encoded once.
 * @throws Failure when a value is missing or cannot be a segment
 */
function fillPath(template, parameters) {
    return template.replace(/\{(\w+)\}/g, (_, name) => {
        const value = parameters[name] ?? '';
        const problem = segmentProblem(value);
        if (problem !== undefined)
            throw new run_failure/* Failure */.HR(failures/* GATEWAY_FAILURES */.d.rejected, `the ${name} ${problem}`, {
                remedy: `Give a ${name} without slashes.`
            });
        return encodeURIComponent(value);
    });
}
/**
 * The path of an operation with its values filled in. Without an organization an operation that has one uses the reference's own form.
 * @throws Failure when a value cannot be one segment
 */
function pathOf(name, parameters) {
    const row = operation(name);
    const alone = parameters['organization'] === undefined ? row.pathWithoutOrganization : undefined;
    return fillPath(alone ?? row.path, parameters);
}
/** A query as an address has it, with its `?`; empty without parameters. */
function queryText(query) {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
        for (const one of Array.isArray(value) ? value : [value])
            if (one !== undefined)
                search.append(name, String(one));
    }
    const text = search.toString();
    return text === '' ? '' : `?${text}`;
}
/** What a call does to its target, by the row of its operation. */
function effectOf(call) {
    return operation(call.operation).effect;
}
/**
 * The target of a call in words: the path parameters in order, joined by `/`; for a create followed by what the body calls the new
 * thing. The plan of a dry run, the words of `confirm` and the log all take it from here.
 */
function targetOf({ operation: name, parameters, body }) {
    const row = operation(name);
    const values = parametersIn(row.path).map(parameter => parameters[parameter]);
    const named = (row.names ?? [])
        .map(key => body?.[key])
        .find(value => typeof value === 'string' && value !== '');
    return [...values, named].filter(value => typeof value === 'string').join('/');
}
/** A call for messages: `create-deploy acme/shop@1.0.0/production`. */
function nameOf(call) {
    return [call.operation, targetOf(call)].join(' ').trim();
}

;// CONCATENATED MODULE: ./lib/api/confirm.js



/**
 * What `confirm` has to repeat for a write: its effect, a space, its target. All of it follows from the row of the operation, such
 * as `delete acme/shop@1.0.0`, `create acme/core/new-project`.
 */
function wordsToRepeat(call) {
    return `${effectOf(call)} ${targetOf(call)}`;
}
/** Whether the log shows the words as they are: what nobody can see, nobody can repeat. */
function canBeRepeated(call) {
    const words = wordsToRepeat(call);
    // a target that is not known yet leaves a blank at the end
    return targetOf(call) === '' || ((0,text_clean/* logText */.kc)(words) === words && hiddenIn(words) === undefined);
}

;// CONCATENATED MODULE: ./lib/api/given-json.js

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|-?\d[\d.eE+-]*/gs;
/**
 * What a parser changes in silence: of a field that is given twice only the last is kept, and numbers with more digits than a double
 * holds are rounded.
 * @param text valid JSON
 */
function doubtsAbout(text) {
    const doubts = [];
    const levels = [];
    const path = () => levels
        .map(({ place }) => place)
        .join('')
        .replace(/^\./, '');
    const tokens = [...text.matchAll(TOKEN)].map(([token]) => token);
    for (const [at, token] of tokens.entries()) {
        const level = levels.at(-1);
        if (token === '{' || token === '[') {
            const kind = token === '{' ? 'object' : 'list';
            levels.push({ kind, names: new Set(), place: kind === 'list' ? '[0]' : '', count: 0 });
        }
        else if (token === '}' || token === ']') {
            levels.pop();
        }
        else if (token === ',' && level?.kind === 'list') {
            level.count += 1;
            level.place = `[${level.count}]`;
        }
        else if (token.startsWith('"')) {
            if (tokens[at + 1] !== ':' || level?.kind !== 'object')
                continue;
            const name = String((0,text_json/* parseJson */.qF)(token));
            level.place = `.${name}`;
            if (level.names.has(name))
                doubts.push({ path: path(), why: 'twice' });
            level.names.add(name);
        }
        else if (/\d/.test(token) && !(0,text_json/* isExact */.u0)(Number(token), token)) {
            doubts.push({ path: path(), why: 'number', read: Number(token) });
        }
    }
    return doubts;
}

;// CONCATENATED MODULE: ./lib/sentry/client.js







const MOST_PAGES = 1_000;
/** Calls rows of the operation table through the gateway, over one connection. Maton's own operations go without the connection. */
function createSentry({ gateway, connection }) {
    async function call(name, parameters, options = {}) {
        const row = operation(name);
        const ofSentry = isOfSentry(row);
        try {
            return await gateway.call({
                method: row.method,
                path: pathOf(name, parameters) + queryText(options.query ?? {}),
                body: options.body,
                connection: ofSentry ? connection : undefined,
                repeat: row.repeat,
                conflict: row.commitLock === true ? 'wait' : 'final',
                expects: row.answer,
                purpose: nameOf({ operation: name, parameters, body: options.body }),
                scopes: row.scopes,
                look: row.look
            });
        }
        catch (error) {
            if (!(0,run_failure/* isOneOf */.EK)(error, [failures/* GATEWAY_FAILURES */.d.unknownConnection]))
                throw error;
            if (ofSentry)
                throw await explainUnknownConnection(gateway, error);
            // the id is that of a parameter, not that of the input
            throw new run_failure/* Failure */.HR(failures/* GATEWAY_FAILURES */.d.notFound, error.message, {
                remedy: 'See with list-connections which connections there are.',
                cause: error
            });
        }
    }
    async function* pages(name, parameters, options = {}) {
        const { page, answer } = operation(name);
        const size = options.size ?? PAGE_SIZE;
        const asked = new Set();
        const most = options.most ?? MOST_PAGES;
        let cursor = options.from;
        for (let number = 1;; number += 1) {
            if (cursor !== undefined)
                asked.add(cursor);
            const query = { ...options.query, ...(page === undefined ? {} : { [page]: size }), cursor };
            const { status, headers, json } = await call(name, parameters, { query });
            const rows = answer.kind === 'list' ? rowsIn(json, answer) : undefined;
            if (rows === undefined)
                throw new Error(`${name} is no list`);
            const said = nextOf(headers['link'], { isFull: rows.length >= size });
            const next = bounded(said, { asked, isLast: number >= most });
            yield { status, rows, next };
            if (next.kind === 'none')
                return;
            if (next.kind === 'unknown')
                throw incomplete(nameOf({ operation: name, parameters }), next.why);
            cursor = next.cursor;
        }
    }
    async function rows(name, parameters, options) {
        const all = [];
        for await (const page of pages(name, parameters, options))
            for (const row of page.rows)
                all.push(row);
        return all;
    }
    return { call, pages, rows, callAny: call, pagesAny: pages };
}
/** A cursor that comes again would turn in a circle for ever, new ones without an end would not end either. */
function bounded(next, { asked, isLast }) {
    if (next.kind !== 'more')
        return next;
    if (asked.has(next.cursor))
        return { kind: 'unknown', why: 'a page that was read already comes next' };
    return isLast ? { kind: 'unknown', why: 'it has more pages than are read' } : next;
}
function incomplete(purpose, why) {
    return new run_failure/* Failure */.HR(failures/* GATEWAY_FAILURES */.d.listIncomplete, `Could not ${purpose} to the end: ${why}`);
}
/** The largest page that Sentry gives. */
const PAGE_SIZE = 100;
/**
 * What follows a page, by Sentry's `Link` header. Only the cursor is taken: the URLs in it name Sentry's own host, where the key must
 * not go. Sentry always sends both directions and how many rows a page has says nothing, because rows are filtered after paging: so
 * only the words `results="false"` of the next page end a list. A server that sends no such header at all has given all its rows when
 * they are fewer than were asked for.
 * Source: `Link` of every paged route of Sentry; a gateway may drop it.
 */
function nextOf(link, page) {
    if (link === undefined || link.trim() === '')
        return page.isFull
            ? { kind: 'unknown', why: 'the page is full, and no Link header says whether another follows' }
            : { kind: 'none' };
    const next = partsOf(link).find(part => part.get('rel') === 'next');
    const cursor = next?.get('cursor') ?? '';
    if (next?.get('results') === 'false')
        return { kind: 'none' };
    if (next?.get('results') === 'true' && cursor !== '')
        return { kind: 'more', cursor };
    return { kind: 'unknown', why: 'its Link header does not say what follows' };
}
/** The parameters of each link of a header, by their names in small letters. */
function partsOf(link) {
    return link.split(/,\s*(?=<)/).map(part => {
        const parameters = new Map();
        for (const [, name, value] of part.matchAll(/;\s*([a-z]+)\s*=\s*"([^"]*)"/gi))
            parameters.set((name ?? '').toLowerCase(), value ?? '');
        return parameters;
    });
}

;// CONCATENATED MODULE: ./lib/api/parameters.js




/**
 * Checks parameters against the row of an operation.
 * @param given the JSON object of the input
 * @param organization from the input `organization`; a parameter of that name goes before it
 * @returns the parameters, and what is wrong with them: unknown, missing or ill-typed ones
 */
function readParameters(row, given, organization) {
    const kinds = kindsOf(row);
    const problems = [];
    const path = {};
    const query = {};
    let size;
    for (const [name, value] of Object.entries(given)) {
        const kind = kinds.get(name);
        const { value: read, problem } = kind === undefined ? unknownName(name, kinds) : READERS[kind](value);
        if (problem !== undefined)
            problems.push({ name, allowed: problem });
        else if (kind === 'segment' && typeof read === 'string')
            path[name] = read;
        else if (kind === 'size')
            size = Number(read);
        else if (read !== undefined)
            query[name] = read;
    }
    const inPath = parametersIn(row.path);
    if (organization !== undefined && inPath.includes('organization'))
        path['organization'] ??= organization;
    // an organization that nothing names is looked up, or not needed
    const missing = inPath.filter(name => name !== 'organization' && !Object.hasOwn(given, name));
    problems.push(...missing.map(name => ({ name, allowed: 'is missing' })));
    const { cursor, ...rest } = query;
    return {
        parameters: { path, query: rest, size, cursor: typeof cursor === 'string' ? cursor : undefined },
        problems
    };
}
function kindsOf(row) {
    const kinds = new Map();
    for (const name of queryNamesOf(row))
        kinds.set(name, row.query?.[name] ?? 'text');
    if (row.page !== undefined)
        kinds.set(row.page, 'size');
    for (const name of parametersIn(row.path))
        kinds.set(name, 'segment');
    return kinds;
}
function unknownName(name, kinds) {
    const [nearest] = (0,text_nearest/* nearestNames */.L)(name, [...kinds.keys()]);
    return { problem: `is not a parameter${nearest === undefined ? '' : `; the nearest is ${nearest}`}` };
}
const READERS = {
    segment(value) {
        const text = textOfScalar(value);
        if (text === undefined)
            return { problem: `must be ${SCALAR}` };
        return { value: text, problem: segmentProblem(text) };
    },
    text(value) {
        const text = textOfScalar(value);
        return text === undefined ? { problem: `must be ${SCALAR}` } : { value: text };
    },
    texts(value) {
        const texts = (Array.isArray(value) ? value : [value]).map(textOfScalar);
        const read = texts.filter(text => text !== undefined);
        return read.length < texts.length ? { problem: `must be ${SCALAR}, or a list of these` } : { value: read };
    },
    flag(value) {
        const word = String(value).toLowerCase();
        if (!/^(true|false|1|0)$/.test(word))
            return { problem: 'must be true or false' };
        // Sentry takes any text for true, `false` too
        return /^(true|1)$/.test(word) ? { value: '1' } : {};
    },
    size(value) {
        const text = textOfScalar(value) ?? '';
        const fits = /^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= PAGE_SIZE;
        return fits ? { value: text } : { problem: `must be a whole number from 1 to ${PAGE_SIZE}` };
    }
};
const SCALAR = 'a text or a whole number (a large number as a text)';
/** Larger whole numbers are rounded when JSON is read: then they would name another thing. */
function textOfScalar(value) {
    if (typeof value === 'string')
        return value.isWellFormed() ? value : undefined;
    return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined;
}

;// CONCATENATED MODULE: ./lib/api/inputs.js










const DEFAULT_PAGES = 10;
const inputs_MOST_PAGES = 100_000;
/** Reads the inputs of the api step; what is wrong with them becomes problems of the reader. */
function readApiRequest(reader, { event }) {
    const access = (0,actions_access/* readAccess */.zS)(reader);
    const name = readOperation(reader);
    const maxPages = reader.integer('max_pages', { min: 0, max: inputs_MOST_PAGES, otherwise: DEFAULT_PAGES });
    const given = readObject(reader, 'parameters') ?? {};
    const body = readObject(reader, 'body');
    const request = {
        access,
        event,
        name: name ?? 'list-organizations',
        body,
        maxPages: maxPages === 0 ? Infinity : maxPages,
        confirm: reader.text('confirm')
    };
    if (name === undefined)
        return { ...request, parameters: NOTHING };
    const row = operation(name);
    const { parameters, problems } = readParameters(row, given, access.organization);
    for (const problem of problems) {
        const allowed = `${(0,text_clean/* clean */.uH)(problem.name, 60)} ${problem.allowed}; ${name} takes ${signatureOf(row)}`;
        reader.problem('parameters', undefined, allowed);
    }
    if (row.effect !== 'read')
        checkQuery(reader, parameters);
    checkBody(reader, { name, row, body, path: parameters.path });
    return { ...request, parameters };
}
const NOTHING = { path: {}, query: {}, size: undefined, cursor: undefined };
function readOperation(reader) {
    const given = reader.text('operation');
    if (given === undefined) {
        reader.problem('operation', undefined, 'needed: the name of an operation, such as list-organization-issues');
    }
    else if (isOperationName(given)) {
        return given;
    }
    else {
        reader.problem('operation', given, `${nearestOperation(given)}the README lists them all`);
    }
    return undefined;
}
function nearestOperation(given) {
    const [nearest, ...others] = (0,text_nearest/* nearestNames */.L)(given, Object.keys(OPERATIONS));
    if (nearest === undefined || !isOperationName(nearest))
        return '';
    const near = others.length === 0 ? '' : `; near, too: ${others.join(', ')}`;
    return `the nearest is ${nearest}, which takes ${signatureOf(operation(nearest))}${near}; `;
}
const OBJECTS = { parameters: '{"project": "web"}', body: '{"status": "resolved"}' };
/** A JSON object; `undefined` when it is not given, and when it is something else. */
function readObject(reader, input) {
    const given = reader.text(input);
    if (given === undefined)
        return undefined;
    const json = (0,text_json/* parseJson */.qF)(given);
    if (!(0,text_json/* isRecord */.u4)(json)) {
        reader.problem(input, given, `a JSON object, such as ${OBJECTS[input]}`);
        return undefined;
    }
    for (const { path, why, read } of doubtsAbout(given)) {
        // any other number is refused as a parameter anyway
        if (input === 'parameters' && why === 'number' && !Number.isSafeInteger(read))
            continue;
        reader.problem(input, undefined, `${visible(path)} ${WHY[why]}`);
    }
    return json;
}
const WHY = {
    twice: 'is given twice: only one of the two would be sent',
    number: 'has more digits than a JSON number keeps: write it as a text, in double quotes'
};
/** What is shown before a write is what is sent. The parameters of the path stand in its target, and are checked there. */
function checkQuery(reader, { query }) {
    for (const [name, value] of Object.entries(query)) {
        const hidden = hiddenIn([value].flat().join(','));
        if (hidden !== undefined)
            reader.problem('parameters', undefined, `${name} holds ${hidden}, which nobody sees: write it without`);
    }
}
function checkBody(reader, { name, row, body, path }) {
    if (row.effect === 'read') {
        if (reader.text('body') !== undefined)
            reader.problem('body', undefined, `not with ${name}, which reads`);
        return;
    }
    if (!takesBody(row) && reader.text('body') !== undefined)
        reader.problem('body', undefined, `not with ${name}, which deletes`);
    if (takesBody(row) && reader.text('body') === undefined)
        reader.problem('body', undefined, `needed with ${name}${exampleOf(row)}`);
    const names = row.names ?? [];
    const named = names.some(key => typeof body?.[key] === 'string' && body[key] !== '');
    if (body !== undefined && names.length > 0 && !named)
        reader.problem('body', undefined, `${names.join(' or ')} as a text, which names the new thing`);
    if (!canBeRepeated({ operation: name, parameters: path, body }))
        reader.problem(canBeRepeated({ operation: name, parameters: path }) ? 'body' : 'parameters', undefined, 'names without line breaks, invisible characters, ##[ and blanks at the end, so that confirm can repeat them');
}
function exampleOf({ example }) {
    return example === undefined ? '' : `, such as ${JSON.stringify(example)}`;
}

// EXTERNAL MODULE: ./lib/text/markdown.js
var markdown = __webpack_require__(6362);
;// CONCATENATED MODULE: ./lib/api/report.js






/** The outputs of the api step, in the order of the manifest. */
const API_OUTPUTS = ['result', 'result_file', 'status', 'pages', 'truncated'];
/**
 * The report of an operation that was carried out.
 * @param options.showResult only in a private repository: members, events and titles are personal data
 */
function doneReport(options) {
    const { name, answered, placed, showResult } = options;
    const { rows, json } = answered;
    const afterwards = operation(name).afterwards;
    return {
        outputs: {
            result: placed.result,
            result_file: placed.resultFile,
            status: answered.status,
            pages: answered.pages,
            truncated: answered.next !== 'none'
        },
        summary: [
            `## Sentry API · ${(0,markdown/* code */.aY)(name)}`,
            sentenceOf(answered),
            ...(afterwards === undefined ? [] : [(0,markdown/* text */.Qq)(afterwards, 300)]),
            ...(showResult ? (rows === undefined ? fieldsOf((0,text_json/* recordOf */.zv)(json)) : rowsTable(rows)) : [])
        ].join('\n\n'),
        ending: { kind: 'done' }
    };
}
/** `200, 57 rows on 1 page`, for the log and the summary. */
function sentenceOf({ status, rows, pages, next }) {
    if (rows === undefined)
        return `${status}`;
    const cut = { none: '', more: '; the list goes on', unknown: '; the list may go on' }[next];
    return `${status}, ${counted(rows.length, 'row')} on ${counted(pages, 'page')}${cut}`;
}
/** `1 page`, `2 pages` */
function counted(count, thing) {
    return `${count} ${thing}${count === 1 ? '' : 's'}`;
}
/** What tells things apart, over all kinds of them; a table has the first of these that they have. */
const FIELDS = [
    'shortId',
    'slug',
    'version',
    'environment',
    'title',
    'name',
    'email',
    'connection_id',
    'app',
    'status',
    'level',
    'count',
    'role',
    'id',
    'eventID',
    'lastSeen',
    'dateCreated',
    'dateFinished',
    'creation_time'
];
const MAX_FIELDS = 5;
const MAX_ROWS = 50;
/** The first rows as a table of two columns, which fits a phone, and how many more there are; nothing for rows without any of the fields. */
function rowsTable(rows) {
    const shown = rows.slice(0, MAX_ROWS).map(text_json/* recordOf */.zv);
    const [first, ...others] = FIELDS.filter(field => shown.some(row => cell(row[field]) !== '')).slice(0, MAX_FIELDS);
    if (first === undefined)
        return [];
    const lines = (0,markdown/* table */.tp)([first, ...(others.length === 0 ? [] : [others.join(', ')])].map(title => [title, 'left']), shown.map(row => [
        cell(row[first]),
        ...(others.length === 0 ? [] : [others.map(field => cell(row[field]) || '–').join(' · ')])
    ]));
    const rest = rows.length - shown.length;
    return rest === 0 ? [lines] : [lines, `… and ${counted(rest, 'more row')}`];
}
/** One thing, field by field. */
function fieldsOf(thing) {
    const rows = FIELDS.map(field => [field, cell(thing[field])]).filter(([, shown]) => shown !== '');
    return rows.length === 0 ? [] : [fieldsTable(rows)];
}
function fieldsTable(rows) {
    return (0,markdown/* table */.tp)([
        ['Field', 'left'],
        ['Value', 'left']
    ], rows);
}
function cell(value) {
    if (value === '')
        return '';
    if ((0,text_json/* isRecord */.u4)(value) && JSON.isRawJSON(value))
        return (0,markdown/* code */.aY)(JSON.stringify(value), 80);
    return typeof value === 'string' || typeof value === 'number' ? (0,markdown/* code */.aY)(String(value), 80) : '';
}
/**
 * What a write would do, line by line for the log: the request, its effect and target, the body, the words to repeat. The body is
 * whole, and what nobody sees in it is written out: who approves it approves all that is sent.
 */
function previewLines(call, query) {
    const { operation: name, parameters, body } = call;
    const { method, summary, afterwards } = operation(name);
    const lines = body === undefined ? [] : visibleJson(body, 2).split('\n').flatMap(inPieces);
    return [
        `Operation: ${name} (${summary})`,
        `Request: ${method} ${pathOf(name, parameters)}`,
        ...(Object.keys(query).length === 0 ? [] : [`Query: ${visibleJson(query, 0)}`].flatMap(inPieces)),
        `Effect: ${effectOf(call)}`,
        `Target: ${targetOf(call)}`,
        ...(body === undefined ? ['Body: none'] : ['Body:', ...lines]),
        ...(afterwards === undefined ? [] : [`Afterwards: ${afterwards}`]),
        `To do it, set confirm to: ${wordsToRepeat(call)}`
    ];
}
/** Longer words no line of the log shows, so that they are refused before. */
const LONGEST_WORDS = 2_000;
/**
 * The report of a write that was not carried out. It fails as a gate does, whatever `on_error` says: what was confirmed is an input.
 * @param options.given what `confirm` says
 */
function heldBackReport(options) {
    const { call, given, dryRun } = options;
    const words = wordsToRepeat(call);
    const message = `Nothing was written: ${call.operation} is done only when confirm is exactly "${words}"${given === undefined ? '' : `; it is "${given}"`}`;
    return {
        outputs: {},
        summary: [
            `## ${dryRun ? '🔎' : '✋'} Sentry API · ${(0,markdown/* code */.aY)(call.operation)} · ${dryRun ? 'dry run, nothing written' : 'not confirmed'}`,
            fieldsTable([
                ['Effect', effectOf(call)],
                ['Target', (0,markdown/* code */.aY)(targetOf(call), LONGEST_WORDS)],
                ['confirm', (0,markdown/* code */.aY)(words, LONGEST_WORDS)]
            ])
        ].join('\n\n'),
        ending: dryRun ? { kind: 'done' } : { kind: 'gate-broken', message }
    };
}

;// CONCATENATED MODULE: ./lib/run/once.js
/** Does the work at the first call only; the later calls get the same promise, also when it fails. */
function once(work) {
    let done;
    return () => (done ??= work());
}

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
// EXTERNAL MODULE: external "node:util/types"
var types_ = __webpack_require__(3429);
// EXTERNAL MODULE: ./node_modules/undici/index.js
var undici = __webpack_require__(6752);
// EXTERNAL MODULE: ./lib/http/ahead.js
var ahead = __webpack_require__(2161);
// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
;// CONCATENATED MODULE: ./lib/http/network-causes.js
const VARIABLES = 'the proxy variables (https_proxy, http_proxy) and no_proxy';
const checkTheWay = ({ setBy }) => `Check ${setBy}, ${VARIABLES} of the job, and the firewall of the runner.`;
const tryAgain = ({ host }) => `Run the step again later. If it stays, something on the way (a proxy, a firewall) keeps ${host} from answering.`;
const checkTheClock = () => 'Renew the certificate; if it is valid, set the clock of the runner right.';
/** All causes that are known. One place for how often a request is sent again and for what is said in the end. */
const NETWORK_CAUSES = [
    {
        name: 'name-unknown',
        codes: ['ENOTFOUND'],
        certainty: 'not-sent',
        mayBeDown: true,
        happened: ({ name }) => `the host name ${name} is not known`,
        remedy: ({ setBy }) => `Check ${setBy}, ${VARIABLES} of the job, and the DNS of the runner.`
    },
    {
        name: 'name-unclear',
        codes: ['EAI_AGAIN'],
        certainty: 'not-sent',
        mayBeDown: true,
        happened: ({ name }) => `the host name ${name} could not be looked up`,
        remedy: () => `Run the step again. If it stays, check the DNS of the runner, and ${VARIABLES} of the job.`
    },
    {
        name: 'refused',
        codes: ['ECONNREFUSED'],
        certainty: 'not-sent',
        mayBeDown: true,
        happened: ({ hostOrProxy }) => `${hostOrProxy} refused the connection`,
        remedy: checkTheWay
    },
    {
        name: 'no-route',
        codes: ['EHOSTUNREACH', 'ENETUNREACH'],
        certainty: 'not-sent',
        mayBeDown: true,
        happened: ({ hostOrProxy }) => `no way leads to ${hostOrProxy}`,
        remedy: checkTheWay
    },
    {
        name: 'no-connection',
        codes: ['UND_ERR_CONNECT_TIMEOUT'],
        certainty: 'not-sent',
        mayBeDown: true,
        happened: ({ hostOrProxy }) => `no connection to ${hostOrProxy} within 10 s`,
        remedy: checkTheWay
    },
    {
        name: 'proxy-refused',
        codes: ['UND_ERR_ABORTED'],
        certainty: 'not-sent',
        mayBeDown: false,
        happened: ({ theProxy, host, proxyStatus }) => `${theProxy} refused the connection to ${host}${proxyStatus === undefined ? '' : ` (${proxyStatus})`}`,
        remedy: ({ host, theProxy, proxyStatus }) => proxyStatus === '407'
            ? `Write user name and password into the address of ${theProxy}: http://user:password@host:port.`
            : `Let the proxy allow ${host}, or name ${host} in no_proxy if the runner reaches it without a proxy.`
    },
    {
        name: 'proxy-cut',
        codes: ['UND_ERR_PRX_CONN'],
        certainty: 'not-sent',
        mayBeDown: false,
        happened: ({ theProxy, host }) => `${theProxy} cut the connection to ${host}`,
        remedy: checkTheWay
    },
    {
        name: 'proxy-certificate',
        codes: ['UND_ERR_PRX_TLS'],
        certainty: 'hopeless',
        mayBeDown: false,
        happened: ({ theProxy }) => `the certificate of ${theProxy} is for another name`,
        remedy: ({ theProxy }) => `Correct the name in the address of ${theProxy}.`
    },
    {
        name: 'expired',
        codes: ['CERT_HAS_EXPIRED'],
        certainty: 'hopeless',
        mayBeDown: false,
        happened: ({ hostOrProxy }) => `the certificate of ${hostOrProxy} has expired`,
        remedy: checkTheClock
    },
    {
        name: 'not-valid-yet',
        codes: ['CERT_NOT_YET_VALID'],
        certainty: 'hopeless',
        mayBeDown: false,
        happened: ({ hostOrProxy }) => `the certificate of ${hostOrProxy} is not valid yet`,
        remedy: checkTheClock
    },
    {
        name: 'other-name',
        codes: ['ERR_TLS_CERT_ALTNAME_INVALID', 'HOSTNAME_MISMATCH'],
        certainty: 'hopeless',
        mayBeDown: false,
        happened: ({ host }) => `the certificate that came from ${host} is for another name`,
        remedy: ({ setBy }) => `Check the name in ${setBy}, and that no proxy answers in its place.`
    },
    {
        name: 'untrusted',
        codes: [
            'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
            'UNABLE_TO_GET_ISSUER_CERT',
            'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
            'SELF_SIGNED_CERT_IN_CHAIN',
            'DEPTH_ZERO_SELF_SIGNED_CERT',
            'CERT_UNTRUSTED'
        ],
        others: /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/,
        certainty: 'hopeless',
        mayBeDown: false,
        happened: ({ hostOrProxy, code }) => `the certificate of ${hostOrProxy} is not trusted${code}`,
        remedy: () => 'Set NODE_EXTRA_CA_CERTS in the env of the job to the file with the certificate authority, if a proxy or a server of your own signs it.'
    },
    {
        name: 'no-tls',
        codes: ['EPROTO'],
        others: /^ERR_SSL_/,
        certainty: 'unclear',
        mayBeDown: false,
        happened: ({ hostOrProxy, code }) => `${hostOrProxy} does not speak TLS as it should${code}`,
        remedy: ({ setBy }) => `Check scheme and port in ${setBy} and in the proxy variables: most proxies are written as http://host:port, for https too.`
    },
    {
        name: 'cut',
        codes: ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'],
        certainty: 'unclear',
        mayBeDown: true,
        happened: ({ hostOrProxy }) => `${hostOrProxy} cut the connection`,
        remedy: tryAgain
    },
    {
        name: 'no-answer',
        codes: ['UND_ERR_HEADERS_TIMEOUT', 'ETIMEDOUT'],
        certainty: 'unclear',
        mayBeDown: true,
        happened: ({ host }) => `no answer from ${host} within 30 s`,
        remedy: tryAgain
    },
    {
        name: 'no-end',
        codes: ['UND_ERR_BODY_TIMEOUT'],
        certainty: 'unclear',
        mayBeDown: true,
        happened: ({ host }) => `the answer of ${host} did not end within 60 s`,
        remedy: tryAgain
    },
    {
        name: 'too-large',
        codes: ['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'ERR_BUFFER_TOO_LARGE'],
        certainty: 'hopeless',
        mayBeDown: false,
        happened: () => 'the answer is larger than 20 MB',
        remedy: () => 'Ask for less: narrower queries, fewer pages.'
    }
];

;// CONCATENATED MODULE: ./lib/http/network-error.js



/** What an error of the network or of the server says about its request. */
function certaintyOf(error) {
    return causeOf(error)?.certainty ?? 'unclear';
}
/** Whether a request certainly did not reach the server: there was no connection, or none that is trusted. */
function isUnsent(error) {
    return certaintyOf(error) !== 'unclear' && !isTooLarge(error);
}
/** Whether there was an answer that is larger than what is read. */
function isTooLarge(error) {
    return causeOf(error)?.name === 'too-large';
}
/** The machine's name of an error, its own or that of the error behind it; empty when there is none. */
function codeOf(error) {
    if (!(0,types_.isNativeError)(error))
        return '';
    const code = 'code' in error ? error.code : undefined;
    return typeof code === 'string' ? code : codeOf(error.cause);
}
/**
 * Explains an error of the network in words. The error's own text may hold an address with a password: only its code is used, the
 * host name that was looked up, and the status of a proxy.
 */
function explainSilence(error, place) {
    const code = codeOf(error);
    const cause = causeOf(error);
    const inBrackets = code === '' ? '' : ` (${(0,text_clean/* clean */.uH)(code, 60)})`;
    if (cause === undefined)
        return { happened: `no answer from ${place.host}${inBrackets}`, remedy: undefined };
    const { host, proxy } = place;
    const scene = {
        ...place,
        code: inBrackets,
        name: textIn(error, ({ hostname }) => hostname) ?? host,
        proxyStatus: textIn(error, ({ message }) => /^Proxy response \((\d{3})\)/.exec(String(message))?.[1]),
        hostOrProxy: proxy === undefined ? host : `${host} (or the proxy in ${proxy})`,
        theProxy: proxy === undefined ? 'the proxy' : `the proxy in ${proxy}`
    };
    const remedy = cause.remedy(scene);
    const more = cause.mayBeDown && place.statusPage !== undefined ? ` See also ${place.statusPage}.` : '';
    return { happened: cause.happened(scene), remedy: remedy + more };
}
function causeOf(error) {
    const code = codeOf(error);
    return (NETWORK_CAUSES.find(({ codes }) => codes.includes(code)) ??
        NETWORK_CAUSES.find(({ others }) => others?.test(code) === true));
}
/** A text of an error or of one behind it. */
function textIn(error, read) {
    if (!(0,types_.isNativeError)(error))
        return undefined;
    const found = read({ message: error.message, ...('hostname' in error ? { hostname: error.hostname } : {}) });
    return typeof found === 'string' ? (0,text_clean/* clean */.uH)(found, 100) : textIn(error.cause, read);
}

;// CONCATENATED MODULE: ./lib/http/encoding.js


const UNPACK = new Map([
    ['gzip', external_node_zlib_.gunzipSync],
    ['x-gzip', external_node_zlib_.gunzipSync],
    ['deflate', external_node_zlib_.inflateSync],
    ['br', external_node_zlib_.brotliDecompressSync],
    ['zstd', external_node_zlib_.zstdDecompressSync],
    ['identity', bytes => bytes]
]);
/** More layers than this are put on only to keep the reader busy. */
const MAX_LAYERS = 5;
/**
 * The text of a body. No encoding is asked for, but proxies add some, one on another too, and some unpack the body and keep the
 * header: then the bytes are the text.
 *
 * @param encoding the header `content-encoding`: the layers in the order in which they were put on
 * @param maxBytes how large each layer may be when it is unpacked
 * @throws an error of the code `ERR_BUFFER_TOO_LARGE` as soon as a layer is larger
 */
function decodedText(bytes, encoding, maxBytes) {
    const layers = (encoding ?? '').split(',').map(layer => layer.trim().toLowerCase());
    const unpacks = layers.flatMap(layer => UNPACK.get(layer) ?? []);
    if (unpacks.length < layers.length || layers.length > MAX_LAYERS)
        return bytes.toString('utf8');
    try {
        return unpacks
            .reduceRight((packed, unpack) => unpack(packed, { maxOutputLength: maxBytes }), bytes)
            .toString('utf8');
    }
    catch (error) {
        if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE')
            throw error;
        return bytes.toString('utf8');
    }
}

// EXTERNAL MODULE: ./lib/http/proxy.js
var proxy = __webpack_require__(768);
;// CONCATENATED MODULE: ./lib/http/warm.js

/**
 * Lets the first connection to a host be opened before there is a request for it: its handshake, two round trips, then takes place
 * while something else is waited for. If it fails, or is closed meanwhile, the request gets a connection in the usual way.
 * @param url scheme, host and port
 * @param options.connect the usual way
 * @param options.timeoutMs how long the handshake may take
 * @param options.opened one that was begun already
 */
function createAhead(url, { connect, timeoutMs, opened }) {
    let early = opened;
    let isBegun = opened !== undefined;
    return {
        connect: (options, done) => void giveEarly(options, done),
        open() {
            if (!isBegun)
                early = (0,ahead/* openAhead */.i)(url, timeoutMs);
            isBegun = true;
        },
        close() {
            early?.socket.destroy();
        }
    };
    async function giveEarly(...[options, done]) {
        const isForThis = options.protocol === url.protocol && options.host === url.host;
        const taken = isForThis ? early : undefined;
        if (isForThis)
            early = undefined;
        if (taken !== undefined && (await taken.isOpen) && !taken.socket.destroyed)
            done(null, taken.socket);
        else
            connect(options, done);
    }
}

;// CONCATENATED MODULE: ./lib/http/transport.js










const DEADLINES = {
    connectMs: ahead/* CONNECT_MS */.s,
    headersMs: 30_000,
    bodyMs: 60_000,
    // a server that takes requests and never answers: two whole tries, the rest of a third, and one error
    callMs: 80_000,
    maxBytes: 20 * 1024 * 1024
};
/** More than six at once cost more in handshakes than they save. */
const CONNECTIONS_PER_HOST = 6;
/** Servers ask clients to say who they are; undici says nothing by itself. */
const USER_AGENT = 'maton-sentry-release/1';
/**
 * Opens the way to a host: one dispatcher for the run, which keeps connections alive, honors the proxy variables and follows no
 * redirect.
 * @throws Failure when a proxy variable is not an address
 */
function createTransport(options) {
    const { baseUrl, env, deadlines = DEADLINES, setBy, statusPage } = options;
    const { dispatcher, ahead } = createDispatcher(baseUrl, { env, deadlines, opened: options.opened });
    const prefix = (0,text_clean/* withoutTrailing */.hT)(baseUrl.pathname, '/');
    async function exchange(request, signal, withinMs) {
        const start = performance.now();
        const body = request.body;
        const headersIn = deadline(Math.min(deadlines.connectMs + deadlines.headersMs, withinMs), new undici.errors.HeadersTimeoutError());
        const stopped = AbortSignal.any([signal, headersIn.signal]);
        await untilConnectionsAreBack();
        const sending = dispatcher.request({
            origin: baseUrl.origin,
            path: prefix + request.path,
            method: request.method,
            headers: { 'user-agent': USER_AGENT, accept: 'application/json', ...request.headers },
            signal: stopped,
            ...(body === undefined ? {} : { body })
        });
        const sent = await unlessStopped(sending, stopped).finally(headersIn.cancel);
        const headers = plainHeaders(sent.headers);
        const left = Math.max(0, withinMs - (performance.now() - start));
        const bodyIn = deadline(Math.min(deadlines.bodyMs, left), new undici.errors.BodyTimeoutError());
        // undici's own deadline begins anew with every piece
        bodyIn.signal.addEventListener('abort', () => sent.body.destroy(bodyIn.error), { once: true });
        const bytes = Buffer.from(await sent.body.arrayBuffer().finally(bodyIn.cancel));
        return {
            status: sent.statusCode,
            headers,
            text: decodedText(bytes, headers['content-encoding'], deadlines.maxBytes)
        };
    }
    return {
        callMs: deadlines.callMs,
        async send(request, signal, withinMs = deadlines.callMs) {
            signal.throwIfAborted();
            try {
                return { kind: 'answer', answer: await exchange(request, signal, withinMs) };
            }
            catch (error) {
                signal.throwIfAborted();
                const known = (0,types_.isNativeError)(error) ? error : new Error(String(error));
                return { kind: 'no-answer', certainty: certaintyOf(known), error: known };
            }
        },
        open: () => ahead?.open(),
        close() {
            ahead?.close();
            return dispatcher.destroy();
        },
        place: { host: baseUrl.host, setBy, statusPage, proxy: (0,proxy/* proxyVariableFor */.Qk)(baseUrl, env) }
    };
}
function createDispatcher(url, { env, deadlines, opened }) {
    const settings = (0,proxy/* proxySettings */.EM)(url, env);
    const timeoutMs = deadlines.connectMs;
    const isDirect = settings.httpProxy === '' && settings.httpsProxy === '';
    const connect = (0,undici.buildConnector)({ allowH2: false, timeout: timeoutMs });
    const ahead = isDirect ? createAhead(url, { connect, timeoutMs, opened }) : undefined;
    try {
        const dispatcher = new undici.EnvHttpProxyAgent({
            ...settings,
            allowH2: false,
            connections: CONNECTIONS_PER_HOST,
            connectTimeout: timeoutMs,
            ...(ahead === undefined ? {} : { connect: ahead.connect }),
            headersTimeout: deadlines.headersMs,
            bodyTimeout: deadlines.bodyMs,
            maxResponseSize: deadlines.maxBytes
        });
        return { dispatcher, ahead };
    }
    catch (error) {
        // the agent's own message may hold the proxy's user name and password
        throw new run_failure/* Failure */.HR(proxy/* PROXY_FAILURE */.UE, 'the proxy given by the environment cannot be used', {
            cause: nameOnly(error)
        });
    }
}
/** An error without its text, for causes whose text may hold credentials. */
function nameOnly(error) {
    return new Error((0,types_.isNativeError)(error) ? error.name : 'unknown error');
}
/** Aborts `signal` with `error` after `ms` milliseconds, unless it is cancelled before. */
function deadline(ms, error) {
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(error), ms);
    return { signal: controller.signal, error, cancel: () => clearTimeout(timer) };
}
/** What `sending` brings, unless `signal` aborts first. undici by itself knows of a stop, and of its deadlines, only once it has a connection. */
function unlessStopped(sending, signal) {
    const { promise, reject } = Promise.withResolvers();
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    return Promise.race([sending, promise]);
}
/**
 * undici takes a connection back one turn of the event loop after its answer. A request that comes sooner, as each does that
 * follows from the one before, would get a connection of its own, and wait two round trips for its handshake.
 */
function untilConnectionsAreBack() {
    return (0,promises_.setImmediate)();
}
function plainHeaders(headers) {
    const plain = {};
    for (const [name, value] of Object.entries(headers)) {
        if (value !== undefined)
            plain[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
    }
    return plain;
}

// EXTERNAL MODULE: ./lib/text/redact.js + 1 modules
var text_redact = __webpack_require__(1122);
;// CONCATENATED MODULE: ./lib/http/places.js
/** Lets at most `atOnce` tasks run at the same time; the others start in the order they came. */
function createPlaces(atOnce) {
    let running = 0;
    const waiting = [];
    return async (task) => {
        if (running >= atOnce)
            await new Promise(resolve => waiting.push(resolve));
        else
            running += 1;
        try {
            return await task();
        }
        finally {
            const next = waiting.shift();
            if (next)
                next();
            else
                running -= 1;
        }
    };
}

;// CONCATENATED MODULE: ./lib/http/retry.js
/** No server mends itself by a fifth repeat, and no user waits for it. */
const MAX_REPEATS = 4;
/** So long the pauses that are counted may be in all. */
const MAX_WAIT_MS = 60_000;
const NOT_WAITED = { until: Number.NEGATIVE_INFINITY, spentMs: 0 };
const STOP = (why) => ({ kind: 'stop', why });
/**
 * Decides what follows an outcome. What was certainly not carried out is repeated for every call; what may have been carried out
 * only where that does no harm.
 */
function decide(attempt, policy) {
    const { outcome, number, now, random, elapsed } = attempt;
    const verdict = policy.judge(outcome, attempt.mayBeDone);
    if (verdict === 'answered' || verdict === 'refused')
        return STOP(verdict);
    if (verdict === 'unclear' && !policy.isRepeatable)
        return STOP('unclear');
    if (number > policy.repeatsAfter(outcome))
        return STOP('exhausted');
    const pause = policy.pauseAfter(outcome, { number, now, random });
    // a pause that others wait already is waited with them
    const ms = pause.isCounted ? Math.max(pause.ms, attempt.waited.until - elapsed) : pause.ms;
    const waited = pause.isCounted ? longer(attempt.waited, { elapsed, ms }) : attempt.waited;
    const isEnough = waited.spentMs > MAX_WAIT_MS || ms > attempt.leftMs;
    return isEnough ? STOP('exhausted') : { kind: 'wait', ms, after: verdict, waited };
}
function longer({ until, spentMs }, { elapsed, ms }) {
    // the clock has fractions, of which a sum and a difference leave a rest: a whole minute would be too long by it
    return { until: elapsed + ms, spentMs: spentMs + Math.round(elapsed + ms - Math.max(until, elapsed)) };
}

;// CONCATENATED MODULE: ./lib/http/calls.js





/** In less no answer is to be expected. */
const LEAST_TRY_MS = 1_000;
/** The one loop of all calls to a server. At most six requests are under way at once. */
function createCalls(options) {
    const { send, callMs, redact, turn, waitsTogether } = options;
    const { clock, random, signal, log, serverTime } = options.context;
    // a request that waited for a connection after its turn would start closer to the next ones than the rate allows
    const inPlace = createPlaces(CONNECTIONS_PER_HOST);
    let waitedTogether = NOT_WAITED;
    return async (call) => {
        let waited = NOT_WAITED;
        let mayBeDone = false;
        let startedAt;
        const leftMs = () => callMs - (clock.elapsed() - (startedAt ?? 0));
        const sendInTurn = async () => {
            await turn?.(signal);
            startedAt ??= clock.elapsed();
            const pause = waitedTogether.until - clock.elapsed();
            if (pause > 0)
                await clock.sleep(pause, signal);
            return sendOnce(call, Math.max(LEAST_TRY_MS, leftMs()));
        };
        for (let number = 1;; number += 1) {
            const outcome = await inPlace(sendInTurn);
            const times = { elapsed: clock.elapsed(), now: clock.now(), leftMs: leftMs() - LEAST_TRY_MS };
            const attempt = { ...times, number, outcome, mayBeDone, random: random() };
            const decision = decide({ ...attempt, waited: waitsTogether ? waitedTogether : waited }, call.policy);
            if (decision.kind === 'stop')
                return { why: decision.why, outcome };
            if (waitsTogether)
                waitedTogether = decision.waited;
            else
                waited = decision.waited;
            log.info(call.beforeRepeat(outcome, { ms: decision.ms, number }));
            await clock.sleep(decision.ms, signal);
            mayBeDone ||= decision.after === 'unclear';
        }
    };
    async function sendOnce({ request, ifCut }, withinMs) {
        signal.throwIfAborted();
        const askedAt = clock.elapsed();
        try {
            const outcome = await send(request, signal, withinMs);
            if (outcome.kind === 'answer')
                serverTime?.learn(outcome.answer.headers, askedAt);
            return redacted(outcome, redact);
        }
        catch (error) {
            if (ifCut !== undefined)
                log.info(ifCut);
            throw error;
        }
    }
}
/** A server may repeat what it was sent. It is taken out before anything is cut, since half a secret is still a leak. */
function redacted(outcome, redact) {
    if (outcome.kind === 'no-answer')
        return outcome;
    const { status, headers, text } = outcome.answer;
    const safeHeaders = Object.entries(headers).map(([name, value]) => [name, redact(value)]);
    return {
        ...outcome,
        answer: { status, headers: Object.fromEntries(safeHeaders), text: redactedBody(text, redact) }
    };
}
/** JSON stays JSON. */
function redactedBody(text, redact) {
    const safe = redact(text);
    const json = safe === text ? undefined : (0,text_json/* parseExact */.jM)(text);
    return json === undefined ? safe : JSON.stringify((0,text_redact/* redactJson */.Kp)(json, redact));
}

;// CONCATENATED MODULE: ./lib/github/failures.js
/** What can go wrong with GitHub's API. */
const GITHUB_FAILURES = {
    badCredentials: {
        name: 'github-bad-credentials',
        cause: 'GitHub does not accept the token: it is wrong, has expired, or belongs to another GitHub.',
        remedy: 'Leave github_token at its default, or give a valid token of this GitHub.'
    },
    permission: {
        name: 'github-permission',
        cause: "The token lacks a permission. Runs for a fork's pull request and by Dependabot always read only.",
        remedy: 'Add the permission that the message names to the permissions of the job: contents: read to read commits, pull-requests: write to comment.'
    },
    personalToken: {
        name: 'github-personal-token',
        cause: 'The personal access token in github_token lacks a permission, or access to this repository.',
        remedy: 'Give the token, in its settings, access to this repository and the permission that the message names, or leave github_token at its default.'
    },
    singleSignOn: {
        name: 'github-single-sign-on',
        cause: 'The organization asks for single sign-on, and the token in github_token is not authorized for it.',
        remedy: 'Authorize the token for the organization (in the settings of the token: Configure SSO), or leave github_token at its default.'
    },
    ipAllowList: {
        name: 'github-ip-allow-list',
        cause: 'The organization admits only some IP addresses (IP allow list), and not that of this runner.',
        remedy: "Run the job on a runner whose address is on the organization's IP allow list, or let an owner add it there."
    },
    locked: {
        name: 'github-locked',
        cause: 'The conversation of the pull request is locked, so nobody may comment.',
        remedy: 'Unlock the conversation, or read the report in the job summary.'
    },
    rateLimit: {
        name: 'github-rate-limit',
        cause: 'The token has used up its requests (1,000 per hour and repository for the workflow token) or sent too many at once.',
        remedy: 'Run again after the time named, or give a token with a limit of its own.'
    },
    notFound: {
        name: 'github-not-found',
        cause: 'It does not exist, or the token may not see it: GitHub answers both alike.',
        remedy: 'Check owner, name and number. If they are right, add contents: read to the permissions of the job.'
    },
    moved: {
        name: 'github-moved',
        cause: 'The repository was renamed or transferred, or something between here and GitHub redirects.',
        remedy: "Use the repository's present name."
    },
    refused: {
        name: 'github-refused',
        cause: 'GitHub did not accept the request.',
        remedy: "See GitHub's words in the message."
    },
    unavailable: {
        name: 'github-unavailable',
        cause: 'GitHub, or the network to it (name resolution, proxy, certificate), failed several times in a row. The message says which.',
        remedy: 'Run again later. If it stays, check the proxy variables and the network of the runner.'
    },
    wrongShape: {
        name: 'github-odd-answer',
        cause: 'An answer was JSON, but not what GitHub documents: no list where one belongs, or an entry without its id. It is never taken for an empty list.',
        remedy: 'Run again later. If it stays, look what answers in the place of GitHub: a proxy, or a server that is not GitHub.'
    },
    listIncomplete: {
        name: 'github-list-incomplete',
        cause: 'The end of a list could not be reached: a page brought nothing new, or there are more pages than are read. A part of a list is never taken for the whole.',
        remedy: 'Run again later. If it stays, look whether something between here and GitHub drops the page numbers.'
    },
    tooLarge: {
        name: 'github-answer-too-large',
        cause: 'An answer in the place of GitHub was larger than 20 MB when it was unpacked.',
        remedy: 'Look what answers in the place of GitHub; its own answers are smaller.'
    },
    unclear: {
        name: 'github-unclear',
        cause: 'The answer to a write was lost, so it may or may not have happened.',
        remedy: 'Look whether it happened before doing it again.'
    }
};
/** What passes, or is no fault of the token or the inputs: GitHub could not be asked, or its answer could not be used. */
const GITHUB_OUTAGES = [
    GITHUB_FAILURES.unavailable,
    GITHUB_FAILURES.rateLimit,
    GITHUB_FAILURES.wrongShape,
    GITHUB_FAILURES.listIncomplete,
    GITHUB_FAILURES.tooLarge
];
/** What the token may not do, whatever is asked. */
const GITHUB_REFUSALS = [
    GITHUB_FAILURES.permission,
    GITHUB_FAILURES.personalToken,
    GITHUB_FAILURES.singleSignOn,
    GITHUB_FAILURES.ipAllowList
];

;// CONCATENATED MODULE: ./lib/github/octokit.js


/**
 * Opens Octokit, which builds the requests. It sends nothing itself: our way of sending is its request hook, so it logs nothing,
 * repeats nothing, reads no answer and follows no redirect.
 * @param options.apiUrl such as `https://api.github.com`; the token goes to this host only
 */
async function openOctokit({ token, apiUrl }) {
    const toolkit = await loadToolkit();
    const { origin } = new URL(apiUrl);
    const octokit = toolkit.getOctokit(token, { baseUrl: apiUrl, userAgent: octokit_USER_AGENT, log: SILENT });
    octokit.hook.wrap('request', async (_send, options) => {
        const { method, url, headers, body } = octokit.request.endpoint(options);
        const target = new URL(url);
        if (target.origin !== origin)
            throw new run_failure/* Failure */.HR(GITHUB_FAILURES.refused, `Nothing was sent to GitHub: ${target.host} is not the host of its API`);
        const exchange = options.request?.['exchange'];
        const answer = await exchange({
            method,
            path: target.pathname + target.search,
            headers: { ...textHeaders(headers), 'accept-encoding': ENCODINGS, authorization: `token ${token}` },
            ...(body === undefined ? {} : { body: JSON.stringify(body) })
        });
        return { status: answer.status, headers: answer.headers, url, data: answer };
    });
    return async (route, parameters, exchange) => {
        const { data } = await octokit.request(route, { ...parameters, request: { exchange } });
        return data;
    };
}
/** It names itself after this, as GitHub asks its clients to. */
const octokit_USER_AGENT = 'maton-sentry-release';
/** Lists of commits are ten times smaller on the wire. */
const ENCODINGS = 'gzip, deflate, br';
function silence() { }
const SILENT = { debug: silence, info: silence, warn: silence, error: silence };
/**
 * Loads the toolkit at the first request. When it is loaded it reads the event, fails at one that is damaged, and complains about one
 * that is missing. The run has read the event already, by its own rules, so it is hidden from it.
 */
async function loadToolkit() {
    const path = process.env['GITHUB_EVENT_PATH'];
    delete process.env['GITHUB_EVENT_PATH'];
    try {
        return await __webpack_require__.e(/* import() */ 413).then(__webpack_require__.bind(__webpack_require__, 2413));
    }
    finally {
        if (path !== undefined)
            process.env['GITHUB_EVENT_PATH'] = path;
    }
}
function textHeaders(headers) {
    const texts = Object.entries(headers).filter(([, value]) => value !== undefined);
    return Object.fromEntries(texts.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

// EXTERNAL MODULE: ./lib/run/server-time.js
var server_time = __webpack_require__(3806);
;// CONCATENATED MODULE: ./lib/github/policy.js



const FIRST_BACKOFF_MS = 500;
/**
 * What GitHub's answers mean.
 *
 * - A rate limit (403 or 429 with its signs) means that nothing happened: repeated after the time that GitHub asks
 *   for, whatever the request, but never more than 60 s of such waiting in a run.
 * - A 408, a 5xx, no answer or one of another form leaves open whether it happened: repeated only if that does not matter, or
 *   if there was no connection. An answer of another form comes mostly from something on the way (a proxy, a portal), which passes.
 * - A certificate that is not trusted and an answer that is too large stay what they are.
 * - Everything else would be answered the same again.
 *
 * @param options.isRepeatable whether doing it twice is the same as doing it once (GET, PATCH, DELETE)
 * @param options.isGood whether an answer is one to the question
 */
function githubPolicy({ isRepeatable, isGood }) {
    return {
        isRepeatable,
        judge: outcome => judge(outcome, isGood),
        repeatsAfter: () => MAX_REPEATS,
        pauseAfter(outcome, { number, now, random }) {
            if (outcome.kind === 'answer' && isRateLimit(outcome.answer))
                return { ms: rateLimitMs(outcome.answer, now), isCounted: true };
            return { ms: FIRST_BACKOFF_MS * 2 ** (number - 1) * (0.5 + random / 2), isCounted: false };
        }
    };
}
function judge(outcome, isGood) {
    if (outcome.kind === 'no-answer') {
        if (outcome.certainty === 'hopeless')
            return 'refused';
        return outcome.certainty === 'not-sent' ? 'not-done' : 'unclear';
    }
    const { answer } = outcome;
    if (isGood(answer))
        return 'answered';
    if (isRateLimit(answer))
        return 'not-done';
    return isMisread(answer) || isBroken(answer) ? 'unclear' : 'refused';
}
/** Whether an answer that is no good one has a good status all the same. */
function isMisread(answer) {
    return isSuccess(answer) && !hidesSome(answer);
}
/** Whether a server ran out of time, or broke. */
function isBroken({ status }) {
    return status === 408 || status >= 500;
}
function isSuccess({ status }) {
    return status >= 200 && status < 300;
}
/** GitHub: a list leaves out what belongs to organizations that ask for single sign-on, and says so only in a header. */
function hidesSome({ headers }) {
    return /partial-results/i.test(headers['x-github-sso'] ?? '');
}
/**
 * Whether an answer says "too many requests" (GitHub: "Rate limits for the REST API", both kinds are 403 or 429; a 403 only with its
 * signs). A missing permission and a locked conversation are 403 too, and are none even if the limit is used up besides.
 */
function isRateLimit(answer) {
    if (answer.status !== 403 && answer.status !== 429)
        return false;
    if (isPermissionRefusal(answer) || isLocked(answer))
        return false;
    return (answer.status === 429 ||
        answer.headers['retry-after'] !== undefined ||
        answer.headers['x-ratelimit-remaining'] === '0' ||
        /secondary rate limit/i.test(messageOf(answer)));
}
/** Whether an answer says that this token, or this address, may not do it: that does not pass. */
function isPermissionRefusal(answer) {
    if (answer.status !== 403)
        return false;
    const says = /resource not accessible by|IP allow list|\bSAML\b/i.test(messageOf(answer));
    return says || answer.headers['x-github-sso'] !== undefined;
}
/** Whether an answer says that the conversation is locked. */
function isLocked(answer) {
    return answer.status === 403 && /\bis locked\b/i.test(messageOf(answer));
}
/** When the requests that are used up come back, in milliseconds since 1970; undefined when some are left. */
function resetTime({ headers }) {
    if (headers['x-ratelimit-remaining'] !== '0')
        return undefined;
    const seconds = wholeSeconds(headers['x-ratelimit-reset']);
    return seconds === undefined ? undefined : seconds * 1000;
}
/** GitHub: wait for `retry-after`, else until the reset when nothing remains, else at least a minute. */
function rateLimitMs(answer, now) {
    const asked = (0,server_time/* retryAfterOf */.sT)(answer.headers, now);
    if (asked !== undefined)
        return Math.max(1000, asked);
    const reset = resetTime(answer);
    return reset === undefined ? MAX_WAIT_MS : Math.max(1000, (0,server_time/* untilTime */.IS)(reset, answer.headers, now));
}
/** What GitHub says of a refusal; empty when it says nothing. */
function messageOf({ text }) {
    return (0,text_json/* textAt */.$6)((0,text_json/* parseJson */.qF)(text), 'message') ?? '';
}
function wholeSeconds(header) {
    return header !== undefined && /^\d{1,12}$/.test(header) ? Number(header) : undefined;
}

;// CONCATENATED MODULE: ./lib/github/refusals.js






/**
 * The failure that an answer (or its absence) means.
 *
 * @param outcome GitHub's answer with a status that was not expected or of another form, or none
 */
function failureOf(outcome, subject) {
    const what = (0,text_clean/* clean */.uH)(subject.what, 200);
    if (outcome.kind === 'no-answer')
        return silenceOf(what, outcome.error, subject);
    const { answer } = outcome;
    if (isMisread(answer))
        return misread(what, answer, subject);
    const message = messageOf(answer);
    const words = message === '' ? `${answer.status}` : `${answer.status} ${(0,text_clean/* clean */.uH)(message, 300)}`;
    const kind = kindOf(answer, subject.repeatable);
    const said = `GitHub answered ${words} to ${what}${detail(kind, answer)}`;
    const remedy = REMEDIES.get(kind)?.(answer, subject);
    return new run_failure/* Failure */.HR(kind, said, remedy === undefined ? {} : { remedy });
}
function misread(what, answer, subject) {
    if (isNoJson(answer))
        return silenceOf(what, new Error(`an answer of status ${answer.status} that is no whole JSON`), subject);
    const kind = subject.repeatable ? GITHUB_FAILURES.wrongShape : GITHUB_FAILURES.unclear;
    return new run_failure/* Failure */.HR(kind, `GitHub's answer to ${what} is not what belongs there: ${subject.words}`);
}
/** Whether there is no JSON where some belongs, or only a piece of it. */
function isNoJson({ text }) {
    return (0,text_json/* parseJson */.qF)(text) === undefined;
}
/** The meanings of a 403, in the order in which they are looked for; one without a word of its own is a missing permission. */
const MEANINGS_OF_403 = [
    { kind: GITHUB_FAILURES.locked, fits: isLocked },
    { kind: GITHUB_FAILURES.singleSignOn, fits: asksForSingleSignOn },
    { kind: GITHUB_FAILURES.ipAllowList, fits: says(/IP allow list/i) },
    { kind: GITHUB_FAILURES.rateLimit, fits: isRateLimit },
    { kind: GITHUB_FAILURES.personalToken, fits: says(/not accessible by personal access token/i) }
];
function kindOf(answer, repeatable) {
    const { status } = answer;
    if (isBroken(answer))
        return repeatable ? GITHUB_FAILURES.unavailable : GITHUB_FAILURES.unclear;
    if (status === 401)
        return GITHUB_FAILURES.badCredentials;
    if (status === 403)
        return MEANINGS_OF_403.find(({ fits }) => fits(answer))?.kind ?? GITHUB_FAILURES.permission;
    if (status === 429)
        return GITHUB_FAILURES.rateLimit;
    if (status === 404 || status === 410)
        return GITHUB_FAILURES.notFound;
    if (status >= 300 && status < 400)
        return GITHUB_FAILURES.moved;
    // a good status is refused only when the list leaves out what single sign-on hides
    return status < 300 ? GITHUB_FAILURES.singleSignOn : GITHUB_FAILURES.refused;
}
function asksForSingleSignOn(answer) {
    return answer.headers['x-github-sso'] !== undefined || says(/\bSAML\b|single sign-on/i)(answer);
}
function says(words) {
    return answer => words.test(messageOf(answer));
}
/** Remedies that name what an answer or a request tells. */
const REMEDIES = new Map([
    [
        GITHUB_FAILURES.permission,
        (answer, { needs }) => `Add to the permissions of the job:\n${yamlOf(accepted(answer, needs))}`
    ],
    [
        GITHUB_FAILURES.personalToken,
        (answer, { needs }) => `In the settings of the personal access token give it access to this repository and the permission ${accepted(answer, needs).join(' and ')}, or leave github_token at its default.`
    ],
    [
        GITHUB_FAILURES.singleSignOn,
        (answer, { serverUrl }) => {
            const page = signOnPage(answer, serverUrl);
            return page === undefined
                ? undefined
                : `Authorize the token for the organization at ${page}, or leave github_token at its default.`;
        }
    ],
    [
        GITHUB_FAILURES.notFound,
        (_answer, { needs }) => `Check owner, name and number. If they are right, the token may not see it; add to the permissions of the job:\n${yamlOf([needs])}`
    ],
    [GITHUB_FAILURES.unavailable, (_answer, { place }) => laterAt(place)]
]);
/** Where to see whether GitHub is down. */
function laterAt({ host, statusPage }) {
    return statusPage === undefined
        ? `Run again later. If it stays, ask those who run ${host}.`
        : `Run again later; see ${statusPage}.`;
}
/**
 * What the token needs, as lines of a workflow. GitHub names it in a header: `;` separates alternatives, `,` what is needed together.
 * What it does not name is what the request needs.
 */
function accepted({ headers }, needs) {
    const alternatives = (headers['x-accepted-github-permissions'] ?? '')
        .split(';')
        .map(alternative => alternative.split(',').flatMap(permissionLine))
        .filter(lines => lines.length > 0);
    const [name = ''] = needs.split(':');
    return alternatives.find(lines => lines.some(line => line.startsWith(name))) ?? alternatives[0] ?? [needs];
}
/** `pull_requests=write` as `pull-requests: write`. Metadata may be read by every token: it is not to be asked for. */
function permissionLine(permission) {
    const [, name = '', access = ''] = /^\s{0,9}([a-z_]{1,40})=(read|write)\s{0,9}$/.exec(permission) ?? [];
    return name === '' || name === 'metadata' ? [] : [`${name.replaceAll('_', '-')}: ${access}`];
}
function yamlOf(lines) {
    return ['permissions:', ...lines.map(line => `  ${line}`)].join('\n');
}
/** The page that authorizes the token. Only one of this GitHub is shown, because people will sign in there. */
function signOnPage({ headers }, serverUrl) {
    const named = /\burl=([^\s;,]{1,2000})/.exec(headers['x-github-sso'] ?? '')?.[1];
    const page = named === undefined ? undefined : URL.parse(named);
    const isOurs = page?.protocol === 'https:' && page.host === URL.parse(serverUrl)?.host;
    return isOurs && page.username === '' && page.password === '' ? page.href : undefined;
}
function detail(kind, answer) {
    if (kind === GITHUB_FAILURES.permission || kind === GITHUB_FAILURES.personalToken) {
        const accepts = answer.headers['x-accepted-github-permissions'];
        return accepts ? ` (it accepts ${(0,text_clean/* clean */.uH)(accepts, 200)})` : '';
    }
    const reset = kind === GITHUB_FAILURES.rateLimit ? resetTime(answer) : undefined;
    return reset === undefined ? '' : ` (the limit ends at ${new Date(reset).toISOString()})`;
}
/** An answer that cannot be read has no code of the network, but words of its own. */
function silenceOf(what, error, { repeatable, place }) {
    const isUnclear = !repeatable && !isUnsent(error);
    const { happened, remedy } = explainSilence(error, place);
    const reason = remedy === undefined ? (reasonOf(error) ?? happened) : happened;
    const message = `GitHub gave no answer to ${what}: ${(0,text_clean/* clean */.uH)(reason, 300)}`;
    if (isUnclear)
        return new run_failure/* Failure */.HR(GITHUB_FAILURES.unclear, message, { cause: error });
    return isTooLarge(error)
        ? new run_failure/* Failure */.HR(GITHUB_FAILURES.tooLarge, `GitHub's answer to ${what} is larger than 20 MB`, {
            cause: error
        })
        : new run_failure/* Failure */.HR(GITHUB_FAILURES.unavailable, message, { cause: error, remedy: remedy ?? laterAt(place) });
}
/** The innermost cause, which may have only a code. */
function reasonOf(error, depth = 0) {
    const cause = depth < 5 ? (0,text_json.at)(error, 'cause') : undefined;
    return ((cause === undefined ? undefined : reasonOf(cause, depth + 1)) ??
        (0,text_json/* textAt */.$6)(error, 'message') ??
        (0,text_json/* textAt */.$6)(error, 'code'));
}

;// CONCATENATED MODULE: ./lib/github/call.js










/**
 * Calls to GitHub: repeats as `githubPolicy` says, and while one request waits for a rate limit the others wait too. GitHub allows
 * 100 requests at once per account, shared by all its runs.
 */
function makeCall(options) {
    const { transport, token, apiUrl, serverUrl, owner, name } = options;
    const { clock, random, signal, log, redact = (0,text_redact/* createRedact */.ay)([token]) } = options.context;
    const untilAnswered = createCalls({
        send: followingRedirects(transport.send, apiUrl),
        callMs: transport.callMs,
        redact,
        context: { clock, random, signal, log },
        waitsTogether: true
    });
    const octokit = once(() => openOctokit({ token, apiUrl }));
    return async (kind, asked) => {
        const { what } = asked;
        const repeatable = kind.repeatable ?? !kind.route.startsWith('POST ');
        const subject = { ...kind, what, repeatable, words: kind.reads.words, place: transport.place, serverUrl };
        const exchange = async (request) => {
            const { why, outcome } = await untilAnswered({
                request,
                policy: githubPolicy({
                    isRepeatable: repeatable,
                    isGood: answer => understood(answer, kind, asked) !== undefined
                }),
                beforeRepeat: (failed, { ms }) => `GitHub ${saidBy(failed)} ${what}; again in ${Math.ceil(ms / 1000)} s`,
                ifCut: isWrite(kind.route)
                    ? `${what} may or may not have happened: the run ended before GitHub answered.`
                    : undefined
            });
            if (why === 'answered' && outcome.kind === 'answer')
                return outcome.answer;
            throw failureOf(outcome, subject);
        };
        const place = kind.route.includes('{owner}') ? { owner, repo: name } : {};
        const parameters = pathSafe(kind.route, { ...place, ...asked.parameters });
        const answer = await (await octokit())(kind.route, parameters, exchange);
        const read = understood(answer, kind, asked);
        if (read === undefined)
            throw failureOf({ kind: 'answer', answer }, subject);
        return read;
    };
}
/** What a request was answered with; `undefined` if it is no answer to the question. */
function understood(answer, kind, { parameters = {} }) {
    const { status, text, headers } = answer;
    const data = (0,text_json/* parseJson */.qF)(text);
    if (kind.expected?.includes(status))
        return { kind: 'expected', status, data };
    if (!isSuccess(answer) || hidesSome(answer))
        return undefined;
    if (data === undefined && !isDeleted(answer, kind))
        return undefined;
    const value = kind.reads.decode(data, parameters);
    return value === undefined ? undefined : { kind: 'good', value, headers };
}
/** Only a deletion is answered without a body: to a question that is no answer, out of which an empty list would be read. */
function isDeleted({ status }, { route }) {
    return status === 204 && route.startsWith('DELETE ');
}
/** GraphQL is asked by POST too, at an address of its own. */
function isWrite(route) {
    return /^(?:POST|PATCH|DELETE) \//.test(route);
}
function saidBy(outcome) {
    if (outcome.kind === 'no-answer')
        return 'gave no answer to';
    const { answer } = outcome;
    if (!isMisread(answer))
        return `answered ${answer.status} to`;
    return isNoJson(answer) ? 'gave no answer to' : 'answered in another form to';
}
/**
 * Octokit encodes a value for a path, but not `.` and `..`, which every URL takes for folders.
 * @throws Failure for a value that would lead to another resource
 */
function pathSafe(route, parameters) {
    for (const [, name = ''] of route.matchAll(/\{(\w+)\}/g)) {
        const value = parameters[name];
        const text = typeof value === 'number' ? `${value}` : value;
        if (typeof text !== 'string' || text === '' || (0,text_names/* isDots */.pA)(text))
            throw new run_failure/* Failure */.HR(GITHUB_FAILURES.refused, `Nothing was sent to GitHub: "${typeof text === 'string' ? text : ''}" cannot be a ${name.replaceAll('_', ' ')}`, { remedy: 'Correct the input or the name in the event that it comes from.' });
    }
    return parameters;
}
const MAX_REDIRECTS = 3;
/** A renamed repository is answered with a redirect: followed when reading, and only on the same host. */
function followingRedirects(send, apiUrl) {
    return async (request, signal, withinMs = Number.POSITIVE_INFINITY) => {
        const end = performance.now() + withinMs;
        let outcome = await send(request, signal, withinMs);
        for (let redirects = 0; redirects < MAX_REDIRECTS; redirects += 1) {
            const path = request.method === 'GET' ? call_targetOf(outcome, apiUrl) : undefined;
            if (path === undefined)
                break;
            outcome = await send({ ...request, path }, signal, Math.max(0, end - performance.now()));
        }
        return outcome;
    };
}
function call_targetOf(outcome, apiUrl) {
    if (outcome.kind !== 'answer' || ![301, 302, 307, 308].includes(outcome.answer.status))
        return undefined;
    const location = outcome.answer.headers['location'];
    const target = location === undefined ? undefined : URL.parse(location, apiUrl);
    return target && target.origin === new URL(apiUrl).origin ? target.pathname + target.search : undefined;
}

;// CONCATENATED MODULE: ./lib/github/pages.js


/** GitHub's largest page. */
const PER_PAGE = 100;
/** More than GitHub keeps of comments and files. A list that goes on after it is not read to its end, which is a failure. */
const MAX_PAGES = 300;
/** Pages that are read side by side before it is looked whether they bring anything new. */
const SIDE_BY_SIDE = 30;
/**
 * Reads all pages of a list, or fails: the first, which tells the last, then the others side by side. Only the numbers are taken
 * from a `Link` header: an address that came in an answer is never followed. A full page whose header is missing, cut or odd is
 * not taken for the last one.
 *
 * @param call sends one request
 * @param asked the list, without `page` and `per_page`
 * @returns the rows in order, each once, with the headers of the first page
 * @throws Failure also when a page brings nothing new, as where a server does not know `page`, and after 300 pages
 */
async function allPages(call, kind, asked) {
    const reading = startReading(call, kind, asked);
    const first = await reading.first();
    if (first.kind === 'expected')
        return first;
    const last = linksOf(first).last ?? 1;
    if (last > MAX_PAGES)
        throw pages_incomplete(asked, `it has ${last} pages, and at most ${MAX_PAGES} are read`);
    while (reading.count() < last)
        await reading.next(Math.min(last - reading.count(), SIDE_BY_SIDE));
    while (reading.goesOn())
        await reading.next(1);
    return { ...first, value: reading.rows() };
}
/**
 * Reads all pages of a list that has at most so many; of a longer one only the first.
 *
 * @param most in pages, from 1 on
 * @throws Failure as `allPages` does
 */
async function fewPages(call, kind, { most, ...asked }) {
    const reading = startReading(call, kind, asked);
    const first = await reading.first();
    if (first.kind === 'expected')
        return { rows: [], isWhole: true };
    const last = linksOf(first).last ?? 1;
    if (last > most)
        return { rows: first.value, isWhole: false };
    if (last > 1)
        await reading.next(last - 1);
    while (reading.goesOn() && reading.count() < most)
        await reading.next(1);
    return reading.goesOn() ? { rows: first.value, isWhole: false } : { rows: reading.rows(), isWhole: true };
}
/**
 * Reads a list page after page, for as long as the caller wants more; ends at once where the first answer is an expected status.
 * @throws Failure as `allPages` does
 */
async function* eachPage(call, kind, asked) {
    const reading = startReading(call, kind, asked);
    const first = await reading.first();
    if (first.kind === 'expected')
        return;
    yield reading.rows();
    while (reading.goesOn()) {
        const known = reading.rows().length;
        await reading.next(1);
        yield reading.rows().slice(known);
    }
}
function startReading(call, kind, asked) {
    const rows = new Map();
    let latest;
    let count = 0;
    const page = (number) => call(kind, { ...asked, parameters: { ...asked.parameters, per_page: PER_PAGE, page: number } });
    function take(read) {
        count += 1;
        if (read.kind === 'expected')
            throw pages_incomplete(asked, `page ${count} was answered with ${read.status}`);
        const known = rows.size;
        for (const row of read.value)
            if (!rows.has(kind.keyOf(row)))
                rows.set(kind.keyOf(row), row);
        latest = read;
        const mayGoOn = isFull(read) || linksOf(read).hasNext;
        // a server that does not know `page` gives the same for every number
        if (count > 1 && rows.size === known && mayGoOn)
            throw pages_incomplete(asked, `page ${count} has nothing that the pages before it do not have`);
    }
    return {
        async first() {
            const read = await page(1);
            if (read.kind === 'good')
                take(read);
            return read;
        },
        async next(more) {
            if (count >= MAX_PAGES)
                throw pages_incomplete(asked, `it goes on after ${MAX_PAGES} pages`);
            for (const read of await Promise.all(range(count + 1, count + more).map(page)))
                take(read);
        },
        goesOn: () => latest !== undefined && goesOn(latest, kind.comesWhole ?? false),
        count: () => count,
        rows: () => [...rows.values()]
    };
}
function isFull({ value }) {
    return value.length >= PER_PAGE;
}
function goesOn(page, comesWhole) {
    const { hasNext, isEnd } = linksOf(page);
    return hasNext || (isFull(page) && !isEnd && !comesWhole);
}
const LINK = /^\s{0,9}<[^<>]{1,4000}>;\s{0,9}rel="?(\w{1,20})"?\s{0,9}$/;
function linksOf({ headers }) {
    const parts = (headers['link'] ?? '').split(/,(?=\s{0,9}<)/);
    const names = parts.map(part => LINK.exec(part)?.[1]);
    const hasNext = names.includes('next');
    const last = parts[names.indexOf('last')] ?? '';
    const digits = /[?&]page=(\d{1,9})[&>]/.exec(last)?.[1];
    // the last page names neither a next nor a last one
    const goesNowhere = !hasNext && !names.includes('last');
    return {
        hasNext,
        last: digits === undefined ? undefined : Number(digits),
        isEnd: goesNowhere && names.includes('first') && !names.includes(undefined)
    };
}
function pages_incomplete({ what }, why) {
    return new run_failure/* Failure */.HR(GITHUB_FAILURES.listIncomplete, `GitHub's list is not complete when ${what}: ${why}`);
}
/** The whole numbers from `first` to `last`, both included. */
function range(first, last) {
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

;// CONCATENATED MODULE: ./lib/github/comments.js





const GONE = [404, 410];
const COMMENT_LIST = {
    route: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
    needs: 'pull-requests: read',
    reads: {
        words: 'a list of comments, each with id, user and body',
        decode: data => (0,text_json/* rowsAt */.hO)(data, [], decodeComment)
    },
    keyOf: ({ id }) => id
};
const THE_COMMENT = {
    words: 'the comment with id, user and body',
    decode(data, { comment_id: asked }) {
        const comment = decodeComment(data);
        return asked === undefined || comment?.id === asked ? comment : undefined;
    }
};
const ONE_COMMENT = '/repos/{owner}/{repo}/issues/comments/{comment_id}';
const COMMENT = {
    route: `GET ${ONE_COMMENT}`,
    needs: 'pull-requests: read',
    expected: GONE,
    reads: THE_COMMENT
};
const CREATE_COMMENT = {
    route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
    needs: 'pull-requests: write',
    reads: THE_COMMENT
};
const UPDATE_COMMENT = {
    route: `PATCH ${ONE_COMMENT}`,
    needs: 'pull-requests: write',
    expected: GONE,
    reads: THE_COMMENT
};
const DELETE_COMMENT = {
    route: `DELETE ${ONE_COMMENT}`,
    needs: 'pull-requests: write',
    expected: GONE,
    // the status says it all
    reads: { words: 'nothing', decode: () => true }
};
/** The calls about comments. */
const COMMENT_CALLS = {
    comments: COMMENT_LIST,
    comment: COMMENT,
    createComment: CREATE_COMMENT,
    updateComment: UPDATE_COMMENT,
    deleteComment: DELETE_COMMENT
};
/** The calls for comments of pull requests; a pull request's conversation is that of the issue with its number. */
function commentCalls(call) {
    return {
        async comments({ pullRequest, since }) {
            const what = `reading the comments of pull request ${pullRequest}`;
            const changedSince = since === undefined ? undefined : new Date(since).toISOString().replace(/\.\d+Z$/, 'Z');
            const parameters = { issue_number: pullRequest, since: changedSince };
            const answer = await allPages(call, COMMENT_LIST, { what, parameters });
            return answer.kind === 'good'
                ? { comments: answer.value, answeredAt: (0,server_time/* dateOf */.Q$)(answer.headers) }
                : { comments: [], answeredAt: undefined };
        },
        async comment(id) {
            const answer = await call(COMMENT, { what: `reading comment ${id}`, parameters: { comment_id: id } });
            return answer.kind === 'good' ? answer.value : undefined;
        },
        async createComment({ pullRequest, body }) {
            const what = `writing a comment on pull request ${pullRequest}`;
            try {
                const answer = await call(CREATE_COMMENT, { what, parameters: { issue_number: pullRequest, body } });
                if (answer.kind === 'good')
                    return { kind: 'created', comment: answer.value };
                throw new Error('A new comment has no expected status');
            }
            catch (error) {
                if (error instanceof run_failure/* Failure */.HR && error.kind === GITHUB_FAILURES.unclear) {
                    return { kind: 'unclear', failure: error };
                }
                throw error;
            }
        },
        async updateComment({ id, body }) {
            const parameters = { comment_id: id, body };
            const answer = await call(UPDATE_COMMENT, { what: `changing comment ${id}`, parameters });
            return answer.kind === 'good' ? answer.value : undefined;
        },
        async deleteComment(id) {
            await call(DELETE_COMMENT, { what: `deleting comment ${id}`, parameters: { comment_id: id } });
        }
    };
}
/** Whose a comment is and what it says decides whether another one is written: both have to be told. A deleted user is `null`. */
function decodeComment(value) {
    const id = (0,text_json/* numberAt */.tk)(value, 'id');
    const body = (0,text_json.at)(value, 'body');
    const isTold = (typeof body === 'string' || body === null) && isUser((0,text_json.at)(value, 'user'));
    if (id === undefined || !isTold)
        return undefined;
    return {
        id,
        nodeId: (0,text_json/* textAt */.$6)(value, 'node_id'),
        body: typeof body === 'string' ? body : '',
        author: (0,text_json/* textAt */.$6)(value, 'user', 'login'),
        url: (0,text_json/* textAt */.$6)(value, 'html_url'),
        isMinimized: minimizedOf((0,text_json.at)(value, 'minimized'))
    };
}
function isUser(user) {
    return user === null || (0,text_json/* textAt */.$6)(user, 'login') !== undefined;
}
/** GitHub: `minimized` is an object with a reason, null, or missing on older hosts. */
function minimizedOf(minimized) {
    return minimized === undefined ? undefined : minimized !== null && minimized !== false;
}

;// CONCATENATED MODULE: ./lib/github/commits.js



/** A commit as the REST API gives it; undefined when it has no sha. */
function commits_decodeCommit(value) {
    const sha = (0,text_names/* shaAt */.wF)(value, 'sha');
    if (sha === undefined)
        return undefined;
    return {
        sha,
        message: (0,text_json/* textAt */.$6)(value, 'commit', 'message'),
        authorName: (0,text_json/* textAt */.$6)(value, 'commit', 'author', 'name'),
        authorEmail: (0,text_json/* textAt */.$6)(value, 'commit', 'author', 'email'),
        date: (0,text_json/* textAt */.$6)(value, 'commit', 'author', 'date'),
        parents: (0,text_json/* listAt */.gT)(value, ['parents'], parent => (0,text_names/* shaAt */.wF)(parent, 'sha'))
    };
}
/** An entry of the `files` of a commit or a comparison; undefined when it has no path. */
function decodeFile(file) {
    const path = (0,text_json/* textAt */.$6)(file, 'filename');
    return path === undefined ? undefined : { path, changes: changesOf(path, file) };
}
function changesOf(path, file) {
    const previous = (0,text_json/* textAt */.$6)(file, 'previous_filename');
    switch ((0,text_json/* textAt */.$6)(file, 'status')) {
        case 'added':
        case 'copied':
            return [{ path, type: 'A' }];
        case 'removed':
            return [{ path, type: 'D' }];
        case 'renamed':
            return [
                ...(previous === undefined ? [] : [{ path: previous, type: 'D' }]),
                { path, type: 'A' }
            ];
        case 'unchanged':
            return [];
        default:
            return [{ path, type: 'M' }];
    }
}
/** GitHub lists at most so many changed files, of a commit and of a pull request, whatever there are. */
const MAX_FILES = 3_000;
const COMMIT_LIST = {
    route: 'GET /repos/{owner}/{repo}/commits',
    needs: 'contents: read',
    expected: [404, 409],
    reads: { words: 'a list of commits, each with its sha', decode: data => (0,text_json/* rowsAt */.hO)(data, [], commits_decodeCommit) },
    keyOf: ({ sha }) => sha
};
const COMMIT = {
    route: 'GET /repos/{owner}/{repo}/commits/{ref}',
    needs: 'contents: read',
    // no such ref; a repository without commits; no such sha
    expected: [404, 409, 422],
    reads: { words: 'a commit with its sha', decode: commits_decodeCommit }
};
const COMMIT_FILES = {
    route: 'GET /repos/{owner}/{repo}/commits/{ref}',
    needs: 'contents: read',
    reads: {
        words: 'a commit with the list of its files, each with filename',
        decode: data => ((0,text_names/* shaAt */.wF)(data, 'sha') === undefined ? undefined : (0,text_json/* rowsAt */.hO)(data, ['files'], decodeFile))
    },
    keyOf: ({ path }) => path
};
const TAG_LIST = {
    route: 'GET /repos/{owner}/{repo}/tags',
    needs: 'contents: read',
    reads: {
        words: 'a list of tags, each with name and commit.sha',
        decode: data => (0,text_json/* rowsAt */.hO)(data, [], decodeTag)
    },
    keyOf: ({ name }) => name
};
const TAG_REFS = {
    route: 'GET /repos/{owner}/{repo}/git/matching-refs/{ref}',
    needs: 'contents: read',
    reads: {
        words: 'a list of tags, each with ref, object.type and object.sha',
        decode: data => (0,text_json/* rowsAt */.hO)(data, [], decodeTagRef)
    },
    keyOf: ({ name }) => name,
    comesWhole: true
};
/** The calls about commits and tags. */
const COMMIT_CALLS = {
    commits: COMMIT_LIST,
    commit: COMMIT,
    changedFiles: COMMIT_FILES,
    tags: TAG_LIST,
    tagsStarting: TAG_REFS
};
/** The reads of a repository's commits. */
function commitReads(call) {
    return {
        async commit(ref) {
            // `per_page` is for the files, which are not wanted here
            const parameters = { ref, per_page: 1 };
            const answer = await call(COMMIT, { what: `reading commit ${ref}`, parameters });
            return answer.kind === 'good' ? answer.value : undefined;
        },
        async changedFiles(sha) {
            const what = `reading the files of commit ${sha}`;
            const answer = await allPages(call, COMMIT_FILES, { what, parameters: { ref: sha } });
            const listed = answer.kind === 'good' ? answer.value : [];
            return { files: listed.flatMap(({ changes }) => changes), isWhole: listed.length < MAX_FILES };
        },
        async commits({ sha, page = 1, perPage = PER_PAGE }) {
            const parameters = { sha, page, per_page: perPage };
            const answer = await call(COMMIT_LIST, { what: readingHistory(sha), parameters });
            if (answer.kind === 'good')
                return answer.value;
            return answer.status === 404 ? undefined : [];
        },
        history({ sha, path }) {
            return eachPage(call, COMMIT_LIST, { what: readingHistory(sha), parameters: { sha, path } });
        },
        async tags() {
            const answer = await allPages(call, TAG_LIST, { what: 'reading the tags' });
            return answer.kind === 'good' ? answer.value : [];
        },
        async fewTags(most) {
            const { rows: tags, isWhole } = await fewPages(call, TAG_LIST, { what: 'reading the tags', most });
            return { tags, isWhole };
        },
        async tagsStarting(start) {
            const what = `reading the tags that start with ${start}`;
            const answer = await allPages(call, TAG_REFS, { what, parameters: { ref: `tags/${start}` } });
            return answer.kind === 'good' ? answer.value : [];
        }
    };
}
function readingHistory(sha) {
    return `reading the history of ${sha ?? 'the default branch'}`;
}
function decodeTagRef(value) {
    const [, name] = /^refs\/tags\/(.+)$/s.exec((0,text_json/* textAt */.$6)(value, 'ref') ?? '') ?? [];
    const type = (0,text_json/* textAt */.$6)(value, 'object', 'type');
    const sha = (0,text_names/* shaAt */.wF)(value, 'object', 'sha');
    if (name === undefined || type === undefined || sha === undefined)
        return undefined;
    return { name, sha: type === 'commit' ? sha : undefined };
}
function decodeTag(value) {
    const name = (0,text_json/* textAt */.$6)(value, 'name');
    const sha = (0,text_names/* shaAt */.wF)(value, 'commit', 'sha');
    return name === undefined || sha === undefined ? undefined : { name, sha };
}

;// CONCATENATED MODULE: ./lib/github/compare.js







const COMPARE = {
    route: 'GET /repos/{owner}/{repo}/compare/{basehead}',
    needs: 'contents: read',
    expected: [404],
    reads: {
        words: 'a comparison with status, ahead_by, behind_by, total_commits, merge_base_commit.sha and commits that agree',
        decode: decodeCompare
    }
};
/** The calls that compare. */
const COMPARISON_CALLS = { compare: COMPARE };
/** What a comparison fails at that the list of commits may still tell: huge differences, and answers that cannot be used. */
const UNAVAILABLE = [
    GITHUB_FAILURES.unavailable,
    GITHUB_FAILURES.wrongShape,
    GITHUB_FAILURES.tooLarge,
    GITHUB_FAILURES.listIncomplete
];
/** The comparisons of a repository. */
function comparisons(call) {
    async function compare(options) {
        const { base, head, page, perPage } = options;
        const what = `comparing ${base} with ${head}`;
        const parameters = { basehead: `${base}...${head}`, page, per_page: perPage };
        try {
            const answer = await call(COMPARE, { what, parameters });
            return answer.kind === 'good' ? answer.value : decodeUnrelated(answer.data);
        }
        catch (error) {
            if (error instanceof run_failure/* Failure */.HR && UNAVAILABLE.includes(error.kind))
                return { kind: 'unavailable', failure: error };
            throw error;
        }
    }
    async function comparison({ base, head, max, first: known }) {
        const first = known ?? (await compare({ base, head, page: 1, perPage: PER_PAGE }));
        if (first.kind !== 'related')
            return first;
        const { commits: _commits, files: _files, ...relation } = first;
        const numbers = wantedPages(first.totalCommits, max);
        const rest = numbers.map(page => page === 1 ? Promise.resolve(first) : compare({ base, head, page, perPage: PER_PAGE }));
        const oldestFirst = [];
        for (const page of await Promise.all(rest)) {
            if (page.kind !== 'related')
                return page;
            oldestFirst.push(...page.commits);
        }
        const counted = numbers.reduce((sum, page) => sum + countOn(page, first.totalCommits), 0);
        const distinct = new Set(oldestFirst.map(({ sha }) => sha)).size;
        if (counted !== oldestFirst.length || counted !== distinct) {
            const message = `GitHub's list is not complete when comparing ${base} with ${head}: of ${counted} commits it has ${distinct}`;
            return {
                kind: 'unavailable',
                failure: new run_failure/* Failure */.HR(GITHUB_FAILURES.listIncomplete, (0,text_clean/* clean */.uH)(message, 300))
            };
        }
        return { ...relation, commits: oldestFirst.reverse().slice(0, max) };
    }
    return {
        compare,
        comparison,
        // The files come with page 1 only and may be megabytes.
        relation: ends => compare({ ...ends, page: 2, perPage: 1 })
    };
}
/** The pages, oldest commits first, that hold the newest `max` of `total`. */
function wantedPages(total, max) {
    const older = Math.max(0, total - max);
    return range(Math.floor(older / PER_PAGE) + 1, Math.ceil(total / PER_PAGE));
}
/** How many commits a page has. */
function countOn(page, total) {
    return Math.min(PER_PAGE, total - (page - 1) * PER_PAGE);
}
function decodeUnrelated(data) {
    const isApart = /no common ancestor/i.test((0,text_json/* textAt */.$6)(data, 'message') ?? '');
    return { kind: isApart ? 'no-common-ancestor' : 'not-found' };
}
/** Nothing is assumed: a comparison without counts would say "the same commit". */
function decodeCompare(data, { page }) {
    const aheadBy = (0,text_json/* numberAt */.tk)(data, 'ahead_by');
    const behindBy = (0,text_json/* numberAt */.tk)(data, 'behind_by');
    const totalCommits = (0,text_json/* numberAt */.tk)(data, 'total_commits');
    const mergeBase = (0,text_names/* shaAt */.wF)(data, 'merge_base_commit', 'sha');
    const commits = (0,text_json/* rowsAt */.hO)(data, ['commits'], commits_decodeCommit);
    const files = (0,text_json.at)(data, 'files') === undefined ? [] : (0,text_json/* rowsAt */.hO)(data, ['files'], decodeFile);
    if (aheadBy === undefined || behindBy === undefined || totalCommits === undefined)
        return undefined;
    if (mergeBase === undefined || commits === undefined || files === undefined)
        return undefined;
    const status = statusOf(aheadBy, behindBy);
    const agrees = (0,text_json/* textAt */.$6)(data, 'status') === status && totalCommits > 0 === aheadBy > 0;
    if (!agrees || (page === 1 && totalCommits > 0 && commits.length === 0))
        return undefined;
    const changes = files.flatMap(file => file.changes);
    return { kind: 'related', status, aheadBy, behindBy, totalCommits, mergeBase, commits, files: changes };
}
function statusOf(aheadBy, behindBy) {
    if (aheadBy > 0)
        return behindBy > 0 ? 'diverged' : 'ahead';
    return behindBy > 0 ? 'behind' : 'identical';
}

;// CONCATENATED MODULE: ./lib/github/pulls.js




const PULL = {
    route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}',
    needs: 'pull-requests: read',
    expected: [404],
    reads: {
        words: 'the pull request with its number',
        decode: (data, { pull_number: asked }) => {
            const pull = decodePull(data);
            return pull?.number === asked ? pull : undefined;
        }
    }
};
const PULL_LIST = {
    words: 'a list of pull requests, each with its number',
    decode: (data) => (0,text_json/* rowsAt */.hO)(data, [], decodePull)
};
const PULLS_OF_COMMIT = {
    route: 'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls',
    needs: 'pull-requests: read',
    // no such repository or ref; a repository without commits; no such sha
    expected: [404, 409, 422],
    reads: PULL_LIST,
    keyOf: ({ number }) => number
};
const PULLS = {
    route: 'GET /repos/{owner}/{repo}/pulls',
    needs: 'pull-requests: read',
    reads: PULL_LIST,
    keyOf: ({ number }) => number
};
const PULL_FILES = {
    route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
    needs: 'pull-requests: read',
    reads: {
        words: 'a list of files, each with filename',
        decode: data => (0,text_json/* rowsAt */.hO)(data, [], decodePullFile)
    },
    keyOf: ({ path }) => path
};
/** The calls about pull requests. */
const PULL_CALLS = {
    pull: PULL,
    pullsOfCommit: PULLS_OF_COMMIT,
    pulls: PULLS,
    pullFiles: PULL_FILES
};
/** The reads of a repository's pull requests. */
function pullReads(call) {
    return {
        async pull(number) {
            const parameters = { pull_number: number };
            const answer = await call(PULL, { what: `reading pull request ${number}`, parameters });
            return answer.kind === 'good' ? answer.value : undefined;
        },
        async pullsOfCommit(sha) {
            const what = `reading the pull requests of commit ${sha}`;
            const answer = await allPages(call, PULLS_OF_COMMIT, { what, parameters: { commit_sha: sha } });
            return answer.kind === 'good' ? answer.value : [];
        },
        async pulls({ head, base, state }) {
            const parameters = { head, base, state };
            const answer = await allPages(call, PULLS, { what: 'listing pull requests', parameters });
            return answer.kind === 'good' ? answer.value : [];
        },
        async pullFiles(number) {
            const what = `reading the files of pull request ${number}`;
            const answer = await allPages(call, PULL_FILES, { what, parameters: { pull_number: number } });
            const files = answer.kind === 'good' ? answer.value : [];
            return { files, isWhole: files.length < MAX_FILES };
        }
    };
}
function decodePull(value) {
    const number = (0,text_json/* numberAt */.tk)(value, 'number');
    if (number === undefined)
        return undefined;
    const head = (0,text_json.at)(value, 'head');
    const base = (0,text_json.at)(value, 'base');
    return {
        number,
        state: (0,text_json/* textAt */.$6)(value, 'state') === 'open' ? 'open' : 'closed',
        title: (0,text_json/* textAt */.$6)(value, 'title'),
        author: (0,text_json/* textAt */.$6)(value, 'user', 'login'),
        url: (0,text_json/* textAt */.$6)(value, 'html_url'),
        headSha: (0,text_names/* shaAt */.wF)(head, 'sha'),
        headRef: (0,text_json/* textAt */.$6)(head, 'ref'),
        headRepository: (0,text_json/* textAt */.$6)(head, 'repo', 'full_name'),
        baseRef: (0,text_json/* textAt */.$6)(base, 'ref'),
        baseRepository: (0,text_json/* textAt */.$6)(base, 'repo', 'full_name'),
        mergedAt: (0,text_json/* textAt */.$6)(value, 'merged_at'),
        mergeCommit: (0,text_names/* shaAt */.wF)(value, 'merge_commit_sha'),
        isLocked: (0,text_json/* booleanAt */.CR)(value, 'locked') ?? false,
        lockReason: (0,text_json/* textAt */.$6)(value, 'active_lock_reason')
    };
}
function decodePullFile(value) {
    const path = (0,text_json/* textAt */.$6)(value, 'filename');
    if (path === undefined)
        return undefined;
    return {
        path,
        previousPath: (0,text_json/* textAt */.$6)(value, 'previous_filename'),
        status: (0,text_json/* textAt */.$6)(value, 'status'),
        patch: (0,text_json/* textAt */.$6)(value, 'patch'),
        headSha: headOf((0,text_json/* textAt */.$6)(value, 'contents_url'))
    };
}
/** GitHub: the address of a file's contents ends with `?ref=` and the head's sha. */
function headOf(contentsUrl) {
    return (0,text_names/* shaAt */.wF)({ ref: /[?&]ref=([^&#]+)$/.exec(contentsUrl ?? '')?.[1] }, 'ref');
}

;// CONCATENATED MODULE: ./lib/github/viewer.js


/** @param url the full address of the GraphQL endpoint */
function graphqlCall(url) {
    return {
        route: `POST ${url}`,
        // the own login needs nothing, hiding a comment this
        needs: 'pull-requests: write',
        repeatable: true,
        reads: { words: 'an object with data or errors', decode: decodeGraphql }
    };
}
function decodeGraphql(answer) {
    const data = (0,text_json.at)(answer, 'data');
    const isRefused = Array.isArray((0,text_json.at)(answer, 'errors'));
    return isRefused || (0,text_json/* isRecord */.u4)(data) ? { data } : undefined;
}
/** The calls over GraphQL, at an address. */
const GRAPHQL_CALLS = { graphql: graphqlCall };
/**
 * The calls over GraphQL. Both may be repeated: reading changes nothing, and hiding twice is hiding once.
 *
 * @param call sends one request
 * @param url the full address of the GraphQL endpoint
 */
function graphqlCalls(call, url) {
    const kind = graphqlCall(url);
    async function ask(what, parameters) {
        try {
            const answer = await call(kind, { what, parameters });
            return answer.kind === 'good' ? answer.value.data : undefined;
        }
        catch (error) {
            if (error instanceof run_failure/* Failure */.HR)
                return undefined;
            throw error;
        }
    }
    return {
        async viewerLogin() {
            const data = await ask('asking for the own login', { query: 'query { viewer { login } }' });
            return (0,text_json/* textAt */.$6)(data, 'viewer', 'login');
        },
        async minimizeComment(nodeId) {
            const data = await ask('hiding an outdated comment', {
                query: 'mutation ($id: ID!) { minimizeComment(input: {subjectId: $id, classifier: OUTDATED}) { minimizedComment { isMinimized } } }',
                variables: { id: nodeId }
            });
            return (0,text_json.at)(data, 'minimizeComment', 'minimizedComment', 'isMinimized') === true;
        }
    };
}
const USER = {
    route: 'GET /user',
    // every token of a person may ask, none of an app
    needs: 'metadata: read',
    reads: { words: 'a user with a login', decode: data => (0,text_json/* textAt */.$6)(data, 'login') }
};
/** The calls about the token itself. */
const VIEWER_CALLS = { user: USER };
/**
 * Finds out whom a token writes as: by GraphQL, which tells it of every token; where that is refused by `GET /user`, which tells
 * it of a person's token and refuses those of apps ("Resource not accessible by integration").
 *
 * @param call sends one request
 * @param viewerLogin what GraphQL says
 */
function viewerCalls(call, viewerLogin) {
    return {
        async viewer() {
            const login = await viewerLogin();
            if (login !== undefined)
                return { kind: 'known', login };
            try {
                const answer = await call(USER, { what: 'asking whom the token belongs to' });
                return answer.kind === 'good'
                    ? { kind: 'known', login: answer.value }
                    : { kind: 'unknown', why: `GitHub answered ${answer.status}` };
            }
            catch (error) {
                if (!(error instanceof run_failure/* Failure */.HR))
                    throw error;
                // only an app's token is refused so; a person's may lack a permission too
                const isApp = /resource not accessible by integration/i.test(error.message);
                return isApp ? { kind: 'app' } : { kind: 'unknown', why: error.message };
            }
        }
    };
}

;// CONCATENATED MODULE: ./lib/github/repository.js







const FACTS = {
    route: 'GET /repos/{owner}/{repo}',
    needs: 'metadata: read',
    expected: [404],
    reads: {
        words: 'a repository with its id',
        decode: data => (0,text_json/* numberAt */.tk)(data, 'id') === undefined
            ? undefined
            : { isPrivate: (0,text_json/* booleanAt */.CR)(data, 'private'), defaultBranch: (0,text_json/* textAt */.$6)(data, 'default_branch') }
    }
};
/** Every kind of request to GitHub. */
const GITHUB_CALLS = {
    facts: FACTS,
    ...COMPARISON_CALLS,
    ...COMMIT_CALLS,
    ...PULL_CALLS,
    ...COMMENT_CALLS,
    ...GRAPHQL_CALLS,
    ...VIEWER_CALLS
};
/** Opens a repository; sends nothing yet. The limits on rates and waiting are those of this value: open one per run. */
function openRepository(options) {
    const { apiUrl, owner, name, context } = options;
    const call = makeCall(options);
    const callAfterStop = makeCall({
        ...options,
        context: { ...context, signal: context.closing ?? context.signal }
    });
    const graphqlUrl = options.graphqlUrl ?? `${apiUrl.replace(/\/v3$/, '')}/graphql`;
    const graphql = graphqlCalls(call, graphqlUrl);
    return {
        fullName: `${owner}/${name}`,
        async facts() {
            const answer = await call(FACTS, { what: `reading the repository ${owner}/${name}` });
            return answer.kind === 'good' ? answer.value : undefined;
        },
        ...comparisons(call),
        ...commitReads(call),
        ...pullReads(call),
        ...commentCalls(call),
        ...graphql,
        ...viewerCalls(call, () => graphql.viewerLogin()),
        afterStop: { ...commentCalls(callAfterStop), ...graphqlCalls(callAfterStop, graphqlUrl) }
    };
}

;// CONCATENATED MODULE: ./lib/github/client.js




/**
 * Opens GitHub for the time of `body`, with the gateway's deadlines and proxies. Nothing is sent before the first call, and calls
 * that are still under way at the end are given up.
 * @throws Failure when a proxy variable is wrong
 */
async function withGithub({ token, server, context }, body) {
    if (token === undefined || !URL.canParse(server.apiUrl))
        return body({ repository: () => undefined, connect: () => undefined });
    const opened = context.opened?.(new URL(server.apiUrl));
    const transport = githubTransport(server.apiUrl, { ...context, opened });
    const closed = new AbortController();
    const open = {
        ...context,
        signal: AbortSignal.any([context.signal, closed.signal]),
        closing: AbortSignal.any([context.closing, closed.signal])
    };
    try {
        return await body({
            connect: () => transport.open(),
            repository: repositories(token, { server, context: open, transport })
        });
    }
    finally {
        // what still waits would keep the process alive when a request beside it has failed
        closed.abort(new run_failure/* Failure */.HR(run_failure/* CANCELLED */.gD, 'The run is over'));
        await transport.close();
    }
}
/** The way to GitHub's API. Enterprise Servers are not on GitHub's status page. */
function githubTransport(apiUrl, { env, deadlines, opened }) {
    const { origin, hostname } = new URL(apiUrl);
    const statusPage = /(^|\.)github\.com$/.test(hostname) ? 'https://www.githubstatus.com' : undefined;
    return createTransport({
        baseUrl: new URL(origin),
        setBy: 'GITHUB_API_URL',
        statusPage,
        env,
        deadlines,
        opened
    });
}
function repositories(token, { server, context, transport }) {
    const opened = new Map();
    const { url: serverUrl, apiUrl, graphqlUrl } = server;
    return fullName => {
        const named = (0,text_names/* repositoryName */.aR)(fullName);
        if (named === undefined)
            return undefined;
        // one for the run: the limits on rate and waiting are those of the value
        const known = opened.get(fullName);
        const repository = known ?? openRepository({ ...named, serverUrl, apiUrl, graphqlUrl, token, context, transport });
        opened.set(fullName, repository);
        return repository;
    };
}

;// CONCATENATED MODULE: ./lib/maton/policy.js




/**
 * More repeats do not mend a 500: it may mean that the authorization behind the connection expired. Nor JSON of another shape: a
 * server that is just started may send it once, but one that sends it again has nothing else to say.
 */
const MAX_REPEATS_OF_THE_SAME = 2;
const FIRST_PAUSE_MS = 1_000;
/**
 * What the answers of Maton and Sentry mean.
 * Sources: Sentry's 429 has no `Retry-After` but `X-Sentry-Rate-Limit-*`; a 429 with requests remaining is too much concurrency.
 *
 * @param isGone whether an answer says that what was to be deleted is not there; after a try that may have been carried out this
 *   is what was asked for
 */
function policyFor(rules, isGone) {
    return {
        isRepeatable: rules.repeat === 'safe',
        judge: (outcome, mayBeDone) => mayBeDone && outcome.kind === 'answer' && isGone(outcome.answer) ? 'answered' : policy_judge(outcome, rules),
        repeatsAfter,
        pauseAfter: (outcome, times) => ({ ms: pauseMs(outcome, times), isCounted: true })
    };
}
function policy_judge(outcome, { conflict, expects }) {
    if (outcome.kind === 'no-answer') {
        if (outcome.certainty === 'hopeless')
            return 'refused';
        return outcome.certainty === 'not-sent' ? 'not-done' : 'unclear';
    }
    const { status } = outcome.answer;
    if (policy_isSuccess(outcome.answer))
        return problemOf(outcome.answer, expects) === undefined ? 'answered' : 'unclear';
    if (status === 429)
        return 'not-done';
    if (status === 409 && conflict === 'wait')
        return 'not-done';
    return status === 408 || status >= 500 ? 'unclear' : 'refused';
}
/** Whether a status says that all went well; what the answer holds may say otherwise. */
function policy_isSuccess({ status }) {
    return status >= 200 && status < 300;
}
function repeatsAfter(outcome) {
    if (outcome.kind !== 'answer')
        return MAX_REPEATS;
    const { answer } = outcome;
    const isSaid = answer.status === 500 || (policy_isSuccess(answer) && (0,text_json/* parseJson */.qF)(answer.text) !== undefined);
    return isSaid ? MAX_REPEATS_OF_THE_SAME : MAX_REPEATS;
}
/** How long to wait: what the server asks for, else 1, 2, 4, 8 s; and up to half a second or half of it more, so that jobs do not come back together. */
function pauseMs(outcome, { number, now, random }) {
    const asked = outcome.kind === 'answer' ? askedPause(outcome.answer, now) : undefined;
    // clocks differ: a time that has passed here may be still to come there
    if (asked !== undefined)
        return Math.max(asked, number * 250) + Math.round(random * 500);
    const backOff = FIRST_PAUSE_MS * 2 ** (number - 1);
    return backOff + Math.round((random * backOff) / 2);
}
/** The pause in milliseconds (below 0 when it is over) that an answer asks for, by `Retry-After` or by Sentry's reset time (epoch seconds). */
function askedPause({ headers }, now) {
    const asked = (0,server_time/* retryAfterOf */.sT)(headers, now) ?? untilReset(headers, now);
    // without the server's clock a pause that is too long may be the error of this machine's
    const isBelieved = asked === undefined || asked <= MAX_WAIT_MS || isOfServer(headers);
    return isBelieved ? asked : undefined;
}
function untilReset(headers, now) {
    const reset = Number(headers['x-sentry-rate-limit-reset']);
    const exhausted = headers['x-sentry-rate-limit-remaining'] === '0';
    return exhausted && reset > 0 ? (0,server_time/* untilTime */.IS)(reset * 1_000, headers, now) : undefined;
}
/** Whether the pause does not depend on this machine's clock. */
function isOfServer(headers) {
    return (0,server_time/* dateOf */.Q$)(headers) !== undefined || /^\s{0,9}\d/.test(headers['retry-after'] ?? '');
}

;// CONCATENATED MODULE: ./lib/maton/rate.js
/** Starts at most so many requests in any window: ten per second is the gateway's limit for an account, 50 ms are for the way. */
const REQUESTS = 10;
const WINDOW_MS = 1_050;
/**
 * Keeps the gateway's rate: at most 10 turns within any 1,050 ms. Each turn is counted when it is given, not when it was asked
 * for, so that requests which had to wait cannot start together later.
 */
function createLimiter(clock) {
    const starts = [];
    let last = Promise.resolve();
    async function take(signal) {
        signal.throwIfAborted();
        for (;;) {
            const oldest = starts.length < REQUESTS ? undefined : starts[starts.length - REQUESTS];
            const wait = oldest === undefined ? 0 : oldest + WINDOW_MS + 1 - clock.elapsed();
            if (wait <= 0)
                break;
            await clock.sleep(wait, signal);
        }
        starts.push(clock.elapsed());
        if (starts.length > REQUESTS)
            starts.shift();
    }
    return {
        turn(signal) {
            const turn = last.then(() => take(signal));
            last = turn.catch(() => undefined);
            return turn;
        }
    };
}

;// CONCATENATED MODULE: ./lib/maton/refusals.js





/**
 * Tells whose error an answer is, by the first rule that fits: Maton's have a numeric `code`, at the top or under `error`;
 * Sentry's have `detail`, `info`, a map of lists, or a header of its own.
 */
function originOf({ headers, text }) {
    const body = (0,text_json/* recordOf */.zv)((0,text_json/* parseJson */.qF)(text));
    if (typeof (0,text_json/* recordOf */.zv)(body['error'])['code'] === 'number')
        return 'Maton';
    if (typeof body['code'] === 'number' && 'type' in body && !('detail' in body))
        return 'Maton';
    if ('detail' in body || 'info' in body || fieldErrors(body).length > 0)
        return 'Sentry';
    return Object.keys(headers).some(name => name.startsWith('x-sentry-')) ? 'Sentry' : 'unknown';
}
/**
 * Whether an answer is Sentry's own word that the thing asked for is not there. A page or an empty 404 is not: so answer a proxy, a
 * wrong address, and Sentry itself for an organization that it does not know.
 */
function isAbsence({ status, text }) {
    return status === 404 && 'detail' in (0,text_json/* recordOf */.zv)((0,text_json/* parseJson */.qF)(text));
}
/** The text of an error body in one short, clean line; empty when there is none. */
function detailOf(text) {
    const json = (0,text_json/* parseJson */.qF)(text);
    if (!(0,text_json/* isRecord */.u4)(json))
        return shown(stripTags(text), 200);
    const detail = json['detail'];
    const error = json['error'];
    const said = (0,text_json/* textOf */.b6)(detail) ??
        (0,text_json/* textOf */.b6)((0,text_json/* recordOf */.zv)(detail)['message']) ??
        (0,text_json/* textOf */.b6)(json['info']) ??
        (0,text_json/* textOf */.b6)((0,text_json/* recordOf */.zv)(error)['message']) ??
        (0,text_json/* textOf */.b6)(json['message']) ??
        fieldErrors(json).join('; ');
    return shown(said, 300);
}
function shown(text, max) {
    return text.trim() === '' ? '' : (0,text_clean/* clean */.uH)(text, max);
}
function stripTags(text) {
    return text.slice(0, 2_000).replace(/<[^<>]*>/g, ' ');
}
/** Sentry's field errors, such as `{"commits": {"id": ["This field is required."]}}`, as `commits.id: This field is required.` */
function fieldErrors(value, path = '') {
    if ((0,text_json/* isRecord */.u4)(value)) {
        return Object.entries(value).flatMap(([name, inner]) => fieldErrors(inner, path === '' ? name : `${path}.${name}`));
    }
    if (path === '' || !Array.isArray(value))
        return [];
    return value.filter(item => typeof item === 'string').map(item => `${path}: ${item}`);
}
/**
 * The error for a call that did not end well: who refused it, what was refused, and what to do.
 * @param outcome the last outcome of the call
 * @param why `unclear` when it may have been carried out and must not be repeated
 */
function refusals_failureOf(outcome, why, subject) {
    if (why === 'unclear')
        return unclear(outcome, subject);
    if (outcome.kind === 'answer')
        return answeredBadly(outcome.answer, subject);
    const { happened, remedy } = explainSilence(outcome.error, subject.place);
    const kind = isTooLarge(outcome.error) ? failures/* GATEWAY_FAILURES */.d.tooLarge : failures/* GATEWAY_FAILURES */.d.unreachable;
    return new run_failure/* Failure */.HR(kind, `Could not ${subject.purpose}: ${happened}`, remedy === undefined ? {} : { remedy });
}
function unclear(outcome, { purpose, look, place }) {
    const happened = outcome.kind === 'answer'
        ? `the answer was ${outcome.answer.status}`
        : explainSilence(outcome.error, place).happened;
    const where = look === undefined ? '' : `; look with ${look}`;
    return new run_failure/* Failure */.HR(failures/* GATEWAY_FAILURES */.d.unclear, `The request to ${purpose} got no clear answer: ${happened}. It may or may not have happened${where}`);
}
function answeredBadly(answer, subject) {
    const origin = originOf(answer);
    const kind = refusals_kindOf(answer, origin);
    const who = origin === 'unknown' ? 'the server' : origin;
    // the remedy follows as a sentence of its own
    const detail = subject.quotable ? detailOf(answer.text).replace(/\.$/, '') : '';
    const said = detail === '' ? '' : `: ${detail}`;
    const message = `Could not ${subject.purpose}: ${who} answered ${answer.status}${said}`;
    const remedy = remedyOf(answer, kind, subject);
    return new run_failure/* Failure */.HR(kind, message, remedy === undefined ? {} : { remedy });
}
function refusals_kindOf(answer, origin) {
    const { status } = answer;
    const f = failures/* GATEWAY_FAILURES */.d;
    if (status < 300)
        return f.unavailable;
    if (status < 400)
        return f.moved;
    if (status === 401)
        return origin === 'Sentry' ? f.authorizationRevoked : f.keyRefused;
    if (status === 403)
        return f.scopeMissing;
    if (status === 404)
        return kindOf404(answer, origin);
    if (status === 409)
        return f.conflict;
    if (status === 429)
        return f.rateLimited;
    if (status === 500)
        return origin === 'Sentry' ? f.unavailable : f.authorizationExpired;
    if (status === 408 || status > 500)
        return f.unavailable;
    if (origin !== 'Sentry' && /connection/i.test(answer.text))
        return f.noConnection;
    return f.rejected;
}
function kindOf404(answer, origin) {
    if (origin === 'Maton')
        return failures/* GATEWAY_FAILURES */.d.unknownConnection;
    if (isAbsence(answer))
        return failures/* GATEWAY_FAILURES */.d.notFound;
    return answer.text.trim() === '' ? failures/* GATEWAY_FAILURES */.d.empty404 : failures/* GATEWAY_FAILURES */.d.foreign404;
}
/** A remedy that names what the answer tells: the scopes that are missing, the slug a project has now. */
function remedyOf({ headers, text }, kind, { scopes }) {
    if (kind === failures/* GATEWAY_FAILURES */.d.scopeMissing) {
        const named = /scope="([^"]*)"/.exec(headers['www-authenticate'] ?? '')?.[1];
        // Sentry names all that would do: one of them is enough
        const needed = (named === undefined ? scopes : (0,text_clean/* clean */.uH)(named, 120).split(/\s+/)).join(' or ');
        if (needed === '')
            return undefined;
        const authorize = `Authorize the Sentry connection again at maton.ai with the scope ${needed}, as a member whose role has it and sees the project.`;
        return named === undefined
            ? `Check the project: one that does not exist is refused alike. Else: ${authorize}`
            : authorize;
    }
    if (kind === failures/* GATEWAY_FAILURES */.d.moved) {
        const slug = (0,text_json/* textOf */.b6)((0,text_json/* recordOf */.zv)((0,text_json/* recordOf */.zv)((0,text_json/* recordOf */.zv)((0,text_json/* parseJson */.qF)(text))['detail'])['extra'])['slug']);
        return slug === undefined ? undefined : `The project's slug is now ${(0,text_clean/* clean */.uH)(slug, 100)}: use it.`;
    }
    return undefined;
}

;// CONCATENATED MODULE: ./lib/maton/gateway.js










/** The way to Maton and, through it, to Sentry: keeps the rate, repeats what may be repeated, and turns refusals into failures. */
function openGateway({ transport, key, context }) {
    const limiter = createLimiter(context.clock);
    // what was read ahead and is not wanted any more must not keep the process alive with repeats
    const closing = new AbortController();
    const signal = AbortSignal.any([context.signal, closing.signal]);
    const makeCall = createCalls({
        send: transport.send,
        callMs: transport.callMs,
        redact: context.redact ?? (0,text_redact/* createRedact */.ay)([key]),
        context: { ...context, signal },
        turn: stop => limiter.turn(stop),
        waitsTogether: false
    });
    return {
        async call(call) {
            const ended = await makeCall({
                request: requestFor(call, key),
                policy: policyFor(call, answer => isGone(answer, call)),
                beforeRepeat: (outcome, { ms, number }) => `${saidOf(outcome)} when asked to ${call.purpose}; trying again in ${seconds(ms)} (${number} of ${MAX_REPEATS})`
            });
            return settle(call, ended, transport.place);
        },
        close() {
            closing.abort(new run_failure/* Failure */.HR(failures/* GATEWAY_FAILURES */.d.cancelled, 'The run is over'));
            return transport.close();
        }
    };
}
function requestFor(call, key) {
    return {
        method: call.method,
        path: call.path,
        headers: {
            authorization: `Bearer ${key}`,
            ...(call.connection === undefined ? {} : { 'maton-connection': call.connection }),
            ...(call.body === undefined ? {} : { 'content-type': 'application/json' })
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) })
    };
}
/**
 * A DELETE that was repeated after an unclear failure and finds nothing has done its work the first time. Only the server that would
 * have the thing can say so: Maton of a connection, Sentry of all else.
 */
function isGone(answer, call) {
    if (call.method !== 'DELETE' || answer.status !== 404)
        return false;
    return isOnConnections(call) ? originOf(answer) === 'Maton' : isAbsence(answer);
}
function settle(call, { why, outcome }, place) {
    if (why === 'answered' && outcome.kind === 'answer')
        return policy_isSuccess(outcome.answer) ? reply(outcome.answer, call) : DELETED;
    if (why === 'exhausted' && outcome.kind === 'answer' && policy_isSuccess(outcome.answer)) {
        const problem = problemOf(outcome.answer, call.expects);
        // a page, or nothing at all, is not theirs: that is said as of a server error
        if (problem?.kind === 'shape')
            throw notUnderstood(call, outcome.answer, problem.words);
    }
    throw refusals_failureOf(outcome, why === 'answered' ? 'exhausted' : why, {
        ...call,
        quotable: !isOnConnections(call),
        place
    });
}
/** What was to be deleted is gone. */
const DELETED = { status: 204, headers: {}, json: undefined };
function notUnderstood({ purpose }, { status }, problem) {
    return new run_failure/* Failure */.HR(failures/* GATEWAY_FAILURES */.d.notUnderstood, `Could not ${purpose}: the answer does not hold what belongs there (${status}, ${problem})`);
}
function reply({ status, headers, text }, call) {
    const json = text.trim() === '' ? undefined : (0,text_json/* parseExact */.jM)(text);
    return { status, headers, json: isOnConnections(call) ? withoutSessionTokens(json) : json };
}
function isOnConnections({ path }) {
    return path.startsWith('/connections');
}
/** Drops what lets a stranger in: the `url` of a connection holds a live session token, also for active ones and in every list. */
function withoutSessionTokens(value) {
    if (Array.isArray(value))
        return value.map(withoutSessionTokens);
    if (typeof value === 'string')
        return value.includes('session_token') ? '' : value;
    if (!(0,text_json/* isRecord */.u4)(value))
        return value;
    return Object.fromEntries(Object.entries(value)
        .filter(([name]) => name !== 'url')
        .map(([name, inner]) => [name, withoutSessionTokens(inner)]));
}
function saidOf(outcome) {
    return outcome.kind === 'answer'
        ? `The gateway answered ${outcome.answer.status}`
        : 'The gateway gave no answer';
}
function seconds(ms) {
    return `${(ms / 1_000).toFixed(1)} s`;
}
/**
 * Answers `absent` where Sentry itself says that the thing asked for is not there, which is an answer too. Any other 404 says
 * nothing of the thing and stays a failure.
 */
async function unlessAbsent(answer, absent) {
    try {
        return await answer;
    }
    catch (error) {
        if (isOneOf(error, [GATEWAY_FAILURES.notFound]))
            return absent;
        throw error;
    }
}

;// CONCATENATED MODULE: ./lib/sentry/open.js




/** The host that the key is meant for; another one is named in the log. */
const MATON_HOST = 'api.maton.ai';
/**
 * Opens the gateway for the time of `body`. Nothing is sent before the first call.
 * @throws Failure when a proxy variable is wrong
 */
async function withGateway(access, context, body) {
    if (access.matonUrl.host !== MATON_HOST)
        context.log.info(`Maton is reached at ${access.matonUrl.host}.`);
    const { env, deadlines } = context;
    const transport = createTransport({
        baseUrl: access.matonUrl,
        setBy: 'maton_url',
        env,
        deadlines,
        opened: context.opened?.(access.matonUrl)
    });
    const gateway = openGateway({ transport, key: access.key, context });
    try {
        return await body(gateway);
    }
    finally {
        await gateway.close();
    }
}
/**
 * Opens Sentry over the connection that was given, or over the only active one.
 * @throws Failure when the connection is not clear
 */
async function openSentry(gateway, given) {
    const connection = await resolveConnection(gateway, given);
    return { connection, sentry: createSentry({ gateway, connection }) };
}

;// CONCATENATED MODULE: ./lib/sentry/scope.js






/** The failures of an organization that was not named. */
const ORGANIZATION_FAILURES = {
    organizationUnclear: {
        name: 'organization-unclear',
        cause: 'No organization was given and the connection sees several, or none. Which one is meant is never guessed.',
        remedy: 'Set organization (or SENTRY_ORG) to one of the slugs named.'
    }
};
/** The failures of an organization and projects that were named. */
const SCOPE_FAILURES = {
    organizationUnknown: {
        name: 'organization-unknown',
        cause: 'The connection sees no organization of this slug or id: it is mistyped, or belongs to another connection.',
        remedy: 'Correct organization (or SENTRY_ORG), or set maton_connection to the connection that sees it.'
    },
    projectUnknown: {
        name: 'project-unknown',
        cause: 'The organization has no project of this slug or id, or the connection may not see it.',
        remedy: 'Correct projects (or SENTRY_PROJECT), and check that the connection sees all of them.'
    }
};
/** How Sentry refuses a request when it does not know what the request names, or the connection may not see it. */
const SCOPE_REFUSALS = [
    failures/* GATEWAY_FAILURES */.d.notFound,
    failures/* GATEWAY_FAILURES */.d.empty404,
    failures/* GATEWAY_FAILURES */.d.scopeMissing
];
/**
 * Sentry answers alike for what does not exist and for what may not be seen, and does not say what it means. After such a refusal this
 * looks which of the named things the connection does not see. Nothing is asked after any other error.
 * @returns the error, or one that says what is wrong and what there is
 */
async function explainScope(error, scope) {
    if (!(0,run_failure/* isOneOf */.EK)(error, SCOPE_REFUSALS))
        return error;
    try {
        return ((await unknownOrganization(error, scope)) ??
            (await unknownProjects(error, scope)) ??
            otherThing(error, scope));
    }
    catch (another) {
        if (another instanceof run_failure/* Failure */.HR)
            return error;
        throw another;
    }
}
/** As `explainScope`, for a refusal that is known to be about the projects. */
async function explainProjects(failure, scope) {
    try {
        return (await unknownProjects(failure, scope)) ?? failure;
    }
    catch (another) {
        if (another instanceof Failure)
            return failure;
        throw another;
    }
}
/** What was looked at and is right is not to be looked at again. */
function otherThing(failure, { organization, organizationFrom, projects }) {
    if (failure.kind !== failures/* GATEWAY_FAILURES */.d.notFound || organizationFrom === undefined)
        return failure;
    const andProjects = projects.length === 0 ? '' : ', with the projects';
    return new run_failure/* Failure */.HR(failure.kind, `${failure.message}; the connection sees the organization ${(0,text_clean/* clean */.uH)(organization, 100)}${andProjects}`, {
        cause: failure,
        remedy: 'Check what else the request names (release, issue, team), and that the connection sees all projects of the release.'
    });
}
async function unknownOrganization(cause, { sentry, organization, organizationFrom }) {
    if (organizationFrom === undefined)
        return undefined;
    const seen = await organizationsOf(sentry);
    if (seen.some(({ id, slug }) => id === organization || slug === organization))
        return undefined;
    const slugs = seen.map(({ slug }) => slug);
    return new run_failure/* Failure */.HR(SCOPE_FAILURES.organizationUnknown, `The connection sees no organization ${(0,text_clean/* clean */.uH)(organization, 100)}; it sees ${(0,text_names/* countedNames */.Zh)((0,text_names/* nearestFirst */.F8)([organization], slugs), 'organization')}`, {
        cause,
        remedy: `${(0,text_names/* didYouMean */.au)([organization], slugs)}Correct ${organizationFrom}, or set maton_connection to the connection that sees it.`
    });
}
async function unknownProjects(cause, { sentry, organization, projects, projectsFrom }) {
    if (projects.length === 0)
        return undefined;
    const known = await projectsOf(sentry, organization);
    const names = new Set(known.flatMap(({ id, slug }) => [id, slug]));
    const unknown = projects.filter(project => !names.has(project));
    if (unknown.length === 0)
        return undefined;
    const slugs = known.map(({ slug }) => slug);
    const named = unknown.map(project => (0,text_clean/* clean */.uH)(project, 100)).join(', ');
    return new run_failure/* Failure */.HR(SCOPE_FAILURES.projectUnknown, `The organization ${(0,text_clean/* clean */.uH)(organization, 100)} has no project ${named} that the connection sees; it has ${(0,text_names/* countedNames */.Zh)((0,text_names/* nearestFirst */.F8)(unknown, slugs), 'project')}`, {
        cause,
        remedy: `${(0,text_names/* didYouMean */.au)(unknown, slugs)}Correct ${projectsFrom}, and check that the connection sees all of them.`
    });
}
async function organizationsOf(sentry) {
    return (await sentry.rows('list-organizations', {})).map(decodeOrganization);
}
/** All projects of an organization that the connection sees. @throws Failure as the gateway does */
async function projectsOf(sentry, organization) {
    return (await sentry.rows('list-organization-projects', { organization })).map(decodeProject);
}
/** The names of all environments that an organization knows. @throws Failure as the gateway does */
async function environmentsOf(sentry, organization) {
    const rows = await sentry.rows('list-organization-environments', { organization });
    return rows.map(row => textOf(recordOf(row)['name']) ?? '').filter(name => name !== '');
}
/**
 * What to say of an environment that Sentry does not know.
 * @param known those that it knows; `undefined` when that could not be read
 */
function unknownEnvironment(name, known) {
    const unknown = `Sentry does not know the environment ${clean(name, 64)}`;
    if (known === undefined)
        return `${unknown}.`;
    const seen = `it knows ${countedNames(nearestFirst([name], known), 'environment')}`;
    const meant = didYouMean([name], known).trim();
    return `${unknown}; ${seen}. Names are case-sensitive.${meant === '' ? '' : ` ${meant}`}`;
}
/**
 * The slug of the only organization that the connection sees.
 * @throws Failure when there is none or several, and as the gateway does
 */
async function onlyOrganization(sentry) {
    const slugs = (await sentry.rows('list-organizations', {})).map(row => decodeOrganization(row).slug);
    const [only] = slugs;
    if (only !== undefined && slugs.length === 1) {
        if ((0,text_names/* isSlug */.u5)(only))
            return only;
        throw new run_failure/* Failure */.HR(failures/* GATEWAY_FAILURES */.d.unavailable, `The organization's slug is none: ${(0,text_clean/* clean */.uH)(only, 100)}`);
    }
    const seen = (0,text_names/* countedNames */.Zh)(slugs, 'organization');
    throw new run_failure/* Failure */.HR(ORGANIZATION_FAILURES.organizationUnclear, `The connection sees ${seen}`);
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
;// CONCATENATED MODULE: ./lib/api/failures.js
/** The failures of the api step that are neither Maton's nor Sentry's. */
const API_FAILURES = {
    resultFile: {
        name: 'result-file',
        cause: 'The result is too large for an output and could not be written to a file.',
        remedy: 'Check the space in RUNNER_TEMP, or ask for less (max_pages, a narrower query).'
    }
};

;// CONCATENATED MODULE: ./lib/api/result.js





/** GitHub takes 1 MB of outputs from a job and counts them as UTF-16, two bytes for a unit; some is left for other steps. */
const MAX_RESULT_UNITS = 450_000;
/** Linux takes 128 KiB in one environment variable, its name included: a longer output cannot be given to a script that way. */
const MAX_VARIABLE_BYTES = 100_000;
/**
 * Places a result.
 * @param json the JSON text, without secrets
 * @param env `RUNNER_TEMP` is the folder that the runner empties after the job
 * @throws Failure when it does not fit in an output and the file cannot be written
 */
function placeResult(json, env) {
    if (Buffer.byteLength(json) <= MAX_VARIABLE_BYTES)
        return { result: json, resultFile: '' };
    const fits = json.length <= MAX_RESULT_UNITS;
    try {
        const folder = (0,external_node_fs_.mkdtempSync)((0,external_node_path_.join)(env['RUNNER_TEMP'] || (0,external_node_os_.tmpdir)(), 'sentry-api-'));
        const resultFile = (0,external_node_path_.join)(folder, 'result.json');
        (0,external_node_fs_.writeFileSync)(resultFile, json, { mode: 0o600 });
        return { result: fits ? json : '', resultFile };
    }
    catch (cause) {
        if (fits)
            return { result: json, resultFile: '' };
        throw new run_failure/* Failure */.HR(API_FAILURES.resultFile, 'Could not write the result to a file', { cause });
    }
}

;// CONCATENATED MODULE: ./lib/api/run.js
















/**
 * Carries out one operation. A write that `confirm` does not repeat is shown and not done; a dry run shows it too.
 * @throws Failure as the gateway does, and when the organization is not clear
 */
function runApi(request, context) {
    return withGateway(request.access, context, async (gateway) => {
        const open = once(() => sentryFor(request, gateway));
        const parameters = await pathFor(request, open);
        const call = { operation: request.name, parameters, body: request.body };
        if (operation(call.operation).effect !== 'read' && !(await isApproved(call, request, context))) {
            return heldBackReport({ call, given: request.confirm, dryRun: request.access.dryRun });
        }
        const answered = await sayingUnfinished(call, context, explaining(call, request, await open()));
        context.log.info(`${nameOf(call)}: ${sentenceOf(answered)}`);
        return report(answered, request, context);
    });
}
/** A write that the end of the run cut off is said: someone has to look whether it happened. */
async function sayingUnfinished(call, { signal, log }, work) {
    try {
        return await work;
    }
    catch (error) {
        const { effect, look } = operation(call.operation);
        const where = look === undefined ? '' : `; look with ${look} before you run it again`;
        if (signal.aborted && effect !== 'read')
            log.info(`${nameOf(call)} may or may not have happened: the run ended before it was answered${where}.`);
        throw error;
    }
}
/** Maton's own operations need no connection, so none is looked for. */
async function sentryFor({ name, access }, gateway) {
    if (!isOfSentry(operation(name)))
        return createSentry({ gateway, connection: undefined });
    return (await openSentry(gateway, access.connection)).sentry;
}
/** The path parameters, with the connection's only organization where one is needed and none was given. */
async function pathFor({ name, parameters }, open) {
    const { path } = parameters;
    if (path['organization'] !== undefined || !needsOrganization(operation(name)))
        return path;
    return { ...path, organization: await onlyOrganization(await open()) };
}
/** Shows a write, and tells whether it is to be done. */
async function isApproved(call, request, { log }) {
    const approved = !request.access.dryRun && request.confirm === wordsToRepeat(call);
    if (approved)
        return true;
    await log.group(request.access.dryRun ? 'Dry run: what would be done' : 'Not confirmed: what would be done', async () => {
        for (const line of previewLines(call, request.parameters.query))
            log.info(line);
    });
    return false;
}
/** An organization and a project that the connection does not see are named, with those that it sees. */
async function explaining(call, request, sentry) {
    try {
        return await carryOut(call, request, sentry);
    }
    catch (error) {
        const { organization, project } = call.parameters;
        if (organization === undefined)
            throw error;
        throw await explainScope(error, {
            sentry,
            organization,
            organizationFrom: organizationFrom(request),
            projects: project === undefined ? [] : [project],
            projectsFrom: 'project in parameters'
        });
    }
}
function organizationFrom({ parameters, access }) {
    const given = parameters.path['organization'];
    return given === access.organization ? access.organizationFrom : given && 'organization in parameters';
}
async function carryOut(call, request, sentry) {
    const { query, size, cursor } = request.parameters;
    const row = operation(call.operation);
    if (row.page === undefined) {
        const { status, json } = await sentry.callAny(call.operation, call.parameters, {
            query,
            ...(call.body === undefined ? {} : { body: call.body })
        });
        const rows = row.answer.kind === 'list' ? rowsIn(json, row.answer) : undefined;
        const next = rows !== undefined && mayGoOn(json) ? 'unknown' : 'none';
        return { status, pages: 1, next, json, rows };
    }
    const options = {
        query,
        most: Infinity,
        ...(size === undefined ? {} : { size }),
        ...(cursor === undefined ? {} : { from: cursor })
    };
    const rows = [];
    let last = { status: 200, pages: 0, next: 'none' };
    for await (const page of sentry.pagesAny(call.operation, call.parameters, options)) {
        for (const row of page.rows)
            rows.push(row);
        last = { status: page.status, pages: last.pages + 1, next: page.next.kind };
        // a part is a result too, and `truncated` says that it is one
        if (page.next.kind === 'unknown' || last.pages >= request.maxPages)
            break;
    }
    return { ...last, json: rows, rows };
}
async function report(answered, request, context) {
    const { name } = request;
    const { log, redact } = context;
    if (answered.next !== 'none')
        log.warning(whyTruncated(answered));
    const afterwards = operation(name).afterwards;
    if (afterwards !== undefined)
        log.notice(afterwards);
    const json = answered.json === undefined ? '' : JSON.stringify((0,text_redact/* redactJson */.Kp)(answered.json, redact));
    const placed = placeResult(json, context.env);
    const where = `in the file ${placed.resultFile} (result_file)`;
    if (placed.resultFile !== '' && placed.result === '')
        log.notice(`The result is too large for an output: it is ${where}.`);
    else if (placed.resultFile !== '')
        log.info(`The result is ${where} too: it is too large for an environment variable of a script.`);
    const isEmpty = answered.rows === undefined ? !(0,text_json/* isRecord */.u4)(answered.json) : answered.rows.length === 0;
    const showResult = !isEmpty && (await isPrivate(request, context));
    return doneReport({ name, answered, placed, showResult });
}
function whyTruncated({ next, pages }) {
    return next === 'more'
        ? `The list goes on after ${counted(pages, 'page')}: raise max_pages (0 reads all), or narrow the query.`
        : 'The list may not be complete: nothing in the last answer says which page follows.';
}
/** Whether the repository is private. The event mostly says so; one that cannot be asked counts as public. */
async function isPrivate({ event, access }, context) {
    const { repository, server } = event;
    if (repository === undefined)
        return false;
    if (repository.isPrivate !== undefined)
        return repository.isPrivate;
    try {
        const facts = await withGithub({ token: access.githubToken, server, context }, async (github) => github.repository(`${repository.owner}/${repository.name}`)?.facts());
        return facts?.isPrivate === true;
    }
    catch (error) {
        if (!(error instanceof run_failure/* Failure */.HR))
            throw error;
        return false;
    }
}

;// CONCATENATED MODULE: ./lib/api/step.js



/** The api step, as the frame runs it. */
const apiStep = {
    title: 'Sentry API',
    outputs: API_OUTPUTS,
    read: readApiRequest,
    deadlineMs: () => 10 * 60_000,
    onError: (request) => request.access.onError,
    run: runApi
};


/***/ }),

/***/ 4044:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ GATEWAY_FAILURES)
/* harmony export */ });
/* harmony import */ var _http_proxy_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(768);
/* harmony import */ var _run_failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8195);


/** Every kind of failure on the way to Maton and Sentry. */
const GATEWAY_FAILURES = {
    keyRefused: {
        name: 'key-refused',
        cause: 'Maton did not accept the key: it is mistyped, expired or was rotated. Runs for pull requests from forks and by Dependabot get no secrets at all.',
        remedy: 'Check maton_api_key and the secret behind it; a new key is made at maton.ai/settings.'
    },
    noConnection: {
        name: 'no-connection',
        cause: 'The Maton account has no ACTIVE connection to Sentry.',
        remedy: 'Create a Sentry connection at maton.ai and finish the authorization in the browser.'
    },
    severalConnections: {
        name: 'several-connections',
        cause: 'The Maton account has several ACTIVE connections to Sentry and none was named. Which one is meant is never guessed.',
        remedy: 'Set maton_connection to one of the listed ids.'
    },
    unknownConnection: {
        name: 'unknown-connection',
        cause: 'The connection id in maton_connection does not exist in this Maton account, or is not ready.',
        remedy: 'Set maton_connection to the id of an ACTIVE Sentry connection, or leave it out when there is only one.'
    },
    authorizationRevoked: {
        name: 'authorization-revoked',
        cause: 'Sentry did not accept the token behind the Maton connection: it was revoked or expired, or the organization asks for single sign-on.',
        remedy: 'Authorize the Sentry connection again at maton.ai.'
    },
    authorizationExpired: {
        name: 'authorization-expired',
        cause: 'The gateway answered 500 again and again. Besides a fault of the server this is how an expired authorization of the connection shows.',
        remedy: 'Try again; if it stays, authorize the Sentry connection again at maton.ai.'
    },
    scopeMissing: {
        name: 'scope-missing',
        cause: 'The Sentry authorization behind the connection lacks a scope or a role for this operation.',
        remedy: 'Authorize the connection again with the scopes that the operation needs, as a member whose role has them.'
    },
    notFound: {
        name: 'not-found',
        cause: 'Sentry does not know the organization, project or release, it belongs to another connection, or the connection has no access to all projects of the release. Sentry does not say which.',
        remedy: 'Check organization, projects and release, and that the connection sees all of them.'
    },
    empty404: {
        name: 'empty-404',
        cause: 'The answer was 404 without a body. So Sentry answers for an organization that it does not know, or that the connection does not see. It never counts as "there is no such release".',
        remedy: 'Check organization (or SENTRY_ORG), and that the connection sees it.'
    },
    foreign404: {
        name: 'foreign-404',
        cause: 'The answer was 404, but not in the words in which Sentry says that something is not there: a proxy, or another host, wrote it. It never counts as "there is none".',
        remedy: 'Check maton_url and the proxy variables; if they are right, run the step again later.'
    },
    notUnderstood: {
        name: 'answer-not-understood',
        cause: 'The answer had a good status, but not what belongs in it: an object where a list belongs, a row without its id, JSON that is cut or nested too deeply. It never counts as an empty list.',
        remedy: 'Run the step again later; if it stays, check maton_url and what stands between the runner and Maton.'
    },
    listIncomplete: {
        name: 'list-incomplete',
        cause: 'A list may go on, and nothing says where: its Link header is missing or cut, a page came again, or there are more pages than are read. A list that may be incomplete never counts as the whole one.',
        remedy: 'Run the step again later; if it stays, name organization, projects and maton_connection, or narrow environment and query.'
    },
    moved: {
        name: 'moved',
        cause: 'The server answered with a redirect: a project was renamed, or the connection belongs to another organization. Redirects are never followed, because the key would go along.',
        remedy: 'Use the present slug of the project and the organization of this connection.'
    },
    rejected: {
        name: 'rejected',
        cause: 'Sentry refused the request because of what it holds.',
        remedy: 'Correct the input that the message names.'
    },
    conflict: {
        name: 'conflict',
        cause: 'The thing exists already, or another job was writing the commits of this release the whole time.',
        remedy: 'Choose another name, or let only one job write the commits of a release (a concurrency group).'
    },
    rateLimited: {
        name: 'rate-limited',
        cause: 'Maton (10 requests per second and account) or Sentry kept answering 429 longer than the step waits.',
        remedy: 'Run fewer jobs with this key at once, or run the step again later.'
    },
    unavailable: {
        name: 'unavailable',
        cause: 'Maton or Sentry answered with a server error, or with something that is not theirs, every time.',
        remedy: 'Run the step again later; on_error: warn keeps such a failure from failing the job.'
    },
    unreachable: {
        name: 'unreachable',
        cause: 'No connection to the gateway: name resolution, network, proxy or certificate. The message says which, and names the host.',
        remedy: 'Check maton_url, the network of the runner, the proxy variables (https_proxy, no_proxy), and for a certificate authority of your own NODE_EXTRA_CA_CERTS.'
    },
    proxy: _http_proxy_js__WEBPACK_IMPORTED_MODULE_0__/* .PROXY_FAILURE */ .UE,
    tooLarge: {
        name: 'answer-too-large',
        cause: 'An answer was larger than 20 MB.',
        remedy: 'Ask for less: narrower queries, fewer pages.'
    },
    unclear: {
        name: 'outcome-unclear',
        cause: 'The answer to a write was lost, and repeating it could do it twice.',
        remedy: 'Look whether it happened before running the step again.'
    },
    cancelled: _run_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .CANCELLED */ .gD,
    deadline: {
        name: 'deadline',
        cause: 'The run took longer than it may (10 minutes, and the wait that was asked for).',
        remedy: 'See in the log what took so long; run the step again.'
    }
};


/***/ }),

/***/ 3806:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   IS: () => (/* binding */ untilTime),
/* harmony export */   Q$: () => (/* binding */ dateOf),
/* harmony export */   dD: () => (/* binding */ createServerTime),
/* harmony export */   sT: () => (/* binding */ retryAfterOf)
/* harmony export */ });
/** `Date` leaves out the milliseconds. */
const MOST_OF_A_SECOND = 999;
/**
 * The rule of all times that leave a run: the machine's clock counts as long as the `Date` of the answers does not contradict it; a
 * clock that they contradict is corrected by as little as makes both agree. So runs on good machines keep their milliseconds, and a
 * clock that is set during the run changes nothing.
 */
function createServerTime(clock) {
    const own = clock.now() - clock.elapsed();
    let least = Number.NEGATIVE_INFINITY;
    let most = Number.POSITIVE_INFINITY;
    return {
        now: () => Math.round(clock.elapsed() + Math.min(Math.max(own, least), most)),
        learn(headers, askedAt) {
            const date = dateOf(headers);
            if (date === undefined)
                return;
            // it was made between the request and now
            const from = date - clock.elapsed();
            const to = date + MOST_OF_A_SECOND - askedAt;
            const isInLine = from <= most && to >= least;
            least = isInLine ? Math.max(least, from) : from;
            most = isInLine ? Math.min(most, to) : to;
        }
    };
}
/**
 * How long it is from an answer to a time that the same server named. Both are of its clock, so this machine's does not matter.
 * @param time milliseconds since 1970
 * @param now this machine's time, for a server that sends no `Date`
 * @returns milliseconds, below 0 when the time has passed
 */
function untilTime(time, headers, now) {
    return time - (dateOf(headers) ?? now);
}
/** The pause that `Retry-After` asks for, in milliseconds, below 0 when it is over: seconds, or a date of the server's clock. */
function retryAfterOf(headers, now) {
    const asked = (headers['retry-after'] ?? '').trim();
    if (/^\d+(?:\.\d+)?$/.test(asked))
        return Number(asked) * 1_000;
    const date = Date.parse(asked);
    return Number.isNaN(date) ? undefined : untilTime(date, headers, now);
}
/** When the server gave an answer, by its own clock, in milliseconds since 1970. */
function dateOf(headers) {
    const date = Date.parse(headers['date'] ?? '');
    return Number.isNaN(date) ? undefined : date;
}


/***/ }),

/***/ 6362:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Qq: () => (/* binding */ text),
/* harmony export */   aY: () => (/* binding */ code),
/* harmony export */   tp: () => (/* binding */ table)
/* harmony export */ });
/* unused harmony exports proseCode, htmlCode, link, details */
/* harmony import */ var _clean_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4874);

/** Stands for an empty comment until everything else is escaped; a cleaned text never holds it. */
const CUT = '\u0000';
/**
 * A foreign text as a code span for a table cell: nothing in it is Markdown, a mention, a reference or an address.
 *
 * @param value the raw text; it is cleaned (and cut to `max` clusters) here
 */
function code(value, max) {
    return escapePipes(proseCode(value, max));
}
/** Like `code`, for everywhere else than tables: there the backslash before a pipe would be shown. */
function proseCode(value, max) {
    const content = (0,_clean_js__WEBPACK_IMPORTED_MODULE_0__/* .clean */ .uH)(value, max);
    const fence = '`'.repeat(shortestMissingRun(content));
    const pad = content.startsWith('`') || content.endsWith('`') ? ' ' : '';
    return `${fence}${pad}${content}${pad}${fence}`;
}
/**
 * A foreign text as prose, for headings, paragraphs and `<summary>`: all punctuation as entities, and an empty
 * comment wherever GitHub would see a mention, a reference, a commit or an address (entities do not stop it).
 *
 * @param value the raw text; it is cleaned (and cut to `max` clusters) here
 */
function text(value, max) {
    return (0,_clean_js__WEBPACK_IMPORTED_MODULE_0__/* .clean */ .uH)(value, max)
        .replace(/[@#]|:(?=\/\/|[\w+-])|www|gh(?=-\d)/gi, found => found + CUT)
        .replace(/[0-9a-f]{7,}/gi, run => run.replace(/.{5}/g, five => five + CUT))
        .replace(/[!-/:-@[-`{-~]/g, entity)
        .replaceAll(CUT, '<!-- -->');
}
/** A foreign text as a code element for raw HTML blocks, where backticks mean nothing. */
function htmlCode(value, max) {
    return `<code>${clean(value, max).replace(/[&<>"']/g, entity)}</code>`;
}
/**
 * A link to an address that this action built.
 *
 * @param label Markdown that is safe already, such as what `code` returned
 * @param url the address; only `https:` without user name
 * @param allowedHosts the hosts (with port, if it is not 443) of Sentry and of this GitHub
 * @returns the link, or the label alone when the address is not allowed
 */
function link(label, url, allowedHosts) {
    const address = safeAddress(url, allowedHosts);
    return address === undefined ? label : `[${label}](${address})`;
}
/**
 * A GFM table. Cells are Markdown that is safe already; pipes in them must be escaped (`code` does it).
 *
 * @param head heading and alignment of each column
 */
function table(head, rows) {
    const line = (cells) => `| ${cells.join(' | ')} |`;
    const heading = `|${head.map(([title]) => (title === '' ? ' ' : ` ${title} `)).join('|')}|`;
    const rule = `|${head.map(([, align]) => (align === 'left' ? ':--' : '--:')).join('|')}|`;
    return [heading, rule, ...rows.map(line)].join('\n');
}
/** A folded section. The blank lines make GitHub read the body as Markdown. */
function details(summary, body) {
    return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}
function safeAddress(url, allowedHosts) {
    if (!URL.canParse(url))
        return undefined;
    const parsed = new URL(url);
    if (parsed.protocol !== 'https:' || parsed.username !== '' || parsed.password !== '')
        return undefined;
    if (!allowedHosts.includes(parsed.host))
        return undefined;
    // A URL has encoded spaces, controls and angle brackets itself. Of the rest `;` would end an entity such as
    // `&copy;`, and a backtick could pair with one of the label's.
    return parsed.href.replace(/[()|\\`;]/g, percent);
}
function percent(character) {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
function entity(character) {
    return `&#${character.charCodeAt(0)};`;
}
/** GFM splits cells before it looks for code, at each pipe without an odd number of backslashes before it. */
function escapePipes(span) {
    return span.replace(/(?<!\\)(\\*)\|/g, (_all, before) => before.length % 2 === 0 ? `${before}\\|` : `${before}\\\\|`);
}
function shortestMissingRun(content) {
    const lengths = new Set(Array.from(content.matchAll(/`+/g), run => run[0].length));
    let length = 1;
    while (lengths.has(length))
        length += 1;
    return length;
}


/***/ })

};
