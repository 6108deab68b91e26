export const id = 666;
export const ids = [666];
export const modules = {

/***/ 7041:
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
// EXTERNAL MODULE: ./lib/text/names.js + 1 modules
var names = __webpack_require__(7214);
// EXTERNAL MODULE: ./lib/text/address.js
var address = __webpack_require__(6519);
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
        url: id && place ? (0,address/* repositoryPage */.WR)(place, ['actions', 'runs', id]) : undefined,
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

/***/ 2838:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  releaseStep: () => (/* binding */ releaseStep)
});

// EXTERNAL MODULE: ./lib/run/failure.js
var run_failure = __webpack_require__(8195);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
// EXTERNAL MODULE: external "node:util/types"
var types_ = __webpack_require__(3429);
// EXTERNAL MODULE: ./node_modules/undici/index.js
var undici = __webpack_require__(6752);
// EXTERNAL MODULE: ./lib/text/clean.js
var text_clean = __webpack_require__(4874);
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

// EXTERNAL MODULE: ./lib/text/names.js + 1 modules
var text_names = __webpack_require__(7214);
// EXTERNAL MODULE: ./lib/text/json.js
var text_json = __webpack_require__(2845);
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

;// CONCATENATED MODULE: ./lib/run/once.js
/** Does the work at the first call only; the later calls get the same promise, also when it fails. */
function once(work) {
    let done;
    return () => (done ??= work());
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
            const path = request.method === 'GET' ? targetOf(outcome, apiUrl) : undefined;
            if (path === undefined)
                break;
            outcome = await send({ ...request, path }, signal, Math.max(0, end - performance.now()));
        }
        return outcome;
    };
}
function targetOf(outcome, apiUrl) {
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
        throw incomplete(asked, `it has ${last} pages, and at most ${MAX_PAGES} are read`);
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
            throw incomplete(asked, `page ${count} was answered with ${read.status}`);
        const known = rows.size;
        for (const row of read.value)
            if (!rows.has(kind.keyOf(row)))
                rows.set(kind.keyOf(row), row);
        latest = read;
        const mayGoOn = isFull(read) || linksOf(read).hasNext;
        // a server that does not know `page` gives the same for every number
        if (count > 1 && rows.size === known && mayGoOn)
            throw incomplete(asked, `page ${count} has nothing that the pages before it do not have`);
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
                throw incomplete(asked, `it goes on after ${MAX_PAGES} pages`);
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
function incomplete({ what }, why) {
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
function decodeCommit(value) {
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
    reads: { words: 'a list of commits, each with its sha', decode: data => (0,text_json/* rowsAt */.hO)(data, [], decodeCommit) },
    keyOf: ({ sha }) => sha
};
const COMMIT = {
    route: 'GET /repos/{owner}/{repo}/commits/{ref}',
    needs: 'contents: read',
    // no such ref; a repository without commits; no such sha
    expected: [404, 409, 422],
    reads: { words: 'a commit with its sha', decode: decodeCommit }
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
    const commits = (0,text_json/* rowsAt */.hO)(data, ['commits'], decodeCommit);
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
        if ((0,run_failure/* isOneOf */.EK)(error, [failures/* GATEWAY_FAILURES */.d.notFound]))
            return absent;
        throw error;
    }
}

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
    const repository = (0,text_json/* recordOf */.zv)(json);
    const provider = (0,text_json/* textOf */.b6)((0,text_json/* recordOf */.zv)(repository['provider'])['id']) ?? '';
    return {
        name: (0,text_json/* textOf */.b6)(repository['name']) ?? '',
        url: (0,text_json/* textOf */.b6)(repository['url']) ?? '',
        hasIntegration: provider.startsWith('integrations:') && ((0,text_json/* textOf */.b6)(repository['status']) ?? 'active') === 'active'
    };
}
function answers_decodeCommit(json) {
    const commit = (0,text_json/* recordOf */.zv)(json);
    const author = (0,text_json/* recordOf */.zv)(commit['author']);
    return {
        sha: (0,text_json/* textOf */.b6)(commit['id']) ?? '',
        repository: (0,text_json/* textOf */.b6)((0,text_json/* recordOf */.zv)(commit['repository'])['name']) ?? '',
        message: (0,text_json/* textOf */.b6)(commit['message']),
        authorName: (0,text_json/* textOf */.b6)(author['name']),
        authorEmail: (0,text_json/* textOf */.b6)(author['email']),
        date: (0,text_json/* textOf */.b6)(commit['dateCreated'])
    };
}
function decodeRelease(json) {
    const release = (0,text_json/* recordOf */.zv)(json);
    const lastCommit = answers_decodeCommit(release['lastCommit']);
    return {
        version: (0,text_json/* textOf */.b6)(release['version']) ?? '',
        ref: (0,text_json/* textOf */.b6)(release['ref']),
        url: (0,text_json/* textOf */.b6)(release['url']),
        dateReleased: (0,text_json/* textOf */.b6)(release['dateReleased']),
        dateCreated: (0,text_json/* textOf */.b6)(release['dateCreated']),
        projects: (0,text_json/* listOf */.c3)(release['projects']).map(decodeProject),
        commitCount: (0,text_json/* numberOf */.rl)(release['commitCount']) ?? 0,
        deployCount: (0,text_json/* numberOf */.rl)(release['deployCount']),
        lastCommit: lastCommit.sha === '' ? undefined : lastCommit,
        firstEvent: (0,text_json/* textOf */.b6)(release['firstEvent'])
    };
}
function decodeDeploy(json) {
    const deploy = (0,text_json/* recordOf */.zv)(json);
    return {
        id: (0,text_json/* idOf */.TH)(deploy['id']) ?? '',
        environment: (0,text_json/* textOf */.b6)(deploy['environment']) ?? '',
        name: (0,text_json/* textOf */.b6)(deploy['name']),
        url: (0,text_json/* textOf */.b6)(deploy['url']),
        dateFinished: (0,text_json/* textOf */.b6)(deploy['dateFinished'])
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
function call_targetOf({ operation: name, parameters, body }) {
    const row = operation(name);
    const values = parametersIn(row.path).map(parameter => parameters[parameter]);
    const named = (row.names ?? [])
        .map(key => body?.[key])
        .find(value => typeof value === 'string' && value !== '');
    return [...values, named].filter(value => typeof value === 'string').join('/');
}
/** A call for messages: `create-deploy acme/shop@1.0.0/production`. */
function nameOf(call) {
    return [call.operation, call_targetOf(call)].join(' ').trim();
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
                throw client_incomplete(nameOf({ operation: name, parameters }), next.why);
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
function client_incomplete(purpose, why) {
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

// EXTERNAL MODULE: ./lib/text/markdown.js
var markdown = __webpack_require__(6362);
;// CONCATENATED MODULE: ./lib/release/write/fetched.js



/** Sentry fetches the commits of `refs` a moment later. The run looks at once, and again after this pause. */
const SECOND_LOOK_MS = 2_000;
/**
 * Looks whether Sentry has fetched the commits that were requested. A failed fetch is told only by an e-mail to the owner of
 * Sentry's integration, so a step that did not look would claim commits that never come. All writes are done by then: a look that
 * fails ends nothing.
 * @param release.head the sha that was requested; the name of a branch or tag where nobody could look it up
 * @param release.before the last commit that the release had before
 * @returns how many commits the release holds, or `undefined` when the requested head is not there yet
 */
async function fetchedCommits({ sentry, context }, release) {
    const { organization, version, head, before } = release;
    const requested = `The commits up to ${(0,text_names/* short */.h0)(head)} were requested from Sentry`;
    try {
        for (const pauseMs of [0, SECOND_LOOK_MS]) {
            if (pauseMs > 0)
                await context.clock.sleep(pauseMs, context.signal);
            const { json } = await sentry.call('get-release', { organization, version });
            const { lastCommit, commitCount } = decodeRelease(json);
            if (lastCommit !== undefined && commitCount > 0 && isHead(lastCommit.sha, { head, before }))
                return commitCount;
        }
    }
    catch (error) {
        const failure = error instanceof run_failure/* Failure */.HR ? error : context.signal.reason;
        if (!(failure instanceof run_failure/* Failure */.HR))
            throw error;
        context.log.notice(`${requested}; whether they came is not known: ${failure.message}.`);
        return undefined;
    }
    // on most runs nothing is wrong: Sentry is only slower than that
    context.log.info(`${requested}, but are not there yet. They may come later; if not, the usual causes are: the commit is not pushed, Sentry's integration may not read the repository, the previous commit is not in its history, or the commit's message says #skipsentry.`);
    return undefined;
}
/** A sha is compared with the last commit, a short one with its beginning; of a name only the change can be seen. */
function isHead(sha, { head, before }) {
    const wanted = head.toLowerCase();
    return (0,text_names/* isShaLike */.a$)(wanted) ? sha.toLowerCase().startsWith(wanted) : sha !== before;
}

;// CONCATENATED MODULE: ./lib/git/failures.js
/** What can go wrong with the git program. */
const GIT_FAILURES = {
    missing: {
        name: 'git-missing',
        cause: 'The git program is not on the PATH of the job.',
        remedy: 'Install git, or use set_commits: github.'
    },
    failed: {
        name: 'git-failed',
        cause: 'The git program could not read the checkout: it is damaged, or was fetched without what is asked for (a partial clone).',
        remedy: 'Fetch the whole history (actions/checkout with fetch-depth: 0 and no filter), or use set_commits: github.'
    },
    tooMuch: {
        name: 'git-too-much',
        cause: 'The range of commits is so large that git printed more than 128 MiB about it.',
        remedy: 'Give previous_commit, lower max_commits, or set commit_files: false.'
    }
};

;// CONCATENATED MODULE: ./lib/release/failures.js



/** The failures of the release step that are neither Maton's nor Sentry's nor GitHub's. */
const RELEASE_FAILURES = {
    projectsUnclear: {
        name: 'projects-unclear',
        cause: 'No projects were given and the organization has several, or none.',
        remedy: 'Set projects (or SENTRY_PROJECT) to the slugs that the release belongs to.'
    },
    repositoryUnknown: {
        name: 'repository-unknown',
        cause: 'Sentry has no repository of this name that it can fetch commits from.',
        remedy: 'Link the repository with an integration in Sentry, correct repo, or use set_commits: github.'
    },
    repositoryMissing: {
        name: 'repository-missing',
        cause: 'The commits need a repository and a commit, and neither the event nor the inputs name them.',
        remedy: 'Set repo (owner/name) and commit.'
    },
    commitsUnread: {
        name: 'commits-unread',
        cause: 'set_commits: auto could not read the commits, because GitHub or Sentry was down or asked to wait too long. Release and deploys are written without them.',
        remedy: 'Run the job again to add the commits. With a checkout (fetch-depth: 0) they are read from there when GitHub is down.'
    },
    repositoryName: {
        name: 'repository-name',
        cause: 'Sentry takes commits only for repositories whose name has at most 64 characters.',
        remedy: 'Link the repository with an integration in Sentry, or use set_commits: skip.'
    },
    commitMissing: {
        name: 'commit-missing',
        cause: 'The commit is not in the repository: not pushed, mistyped, or not visible to the token.',
        remedy: 'Check commit and repo. If they are right, the token may not see the repository: add contents: read to the permissions of the job.'
    },
    previousMissing: {
        name: 'previous-missing',
        cause: 'The given previous commit is not in the history of the commit, or the token may not see the repository: GitHub answers both alike.',
        remedy: 'Correct previous_commit, leave it out to have it found, or set ignore_missing: true. If it is right, add contents: read to the permissions of the job.'
    },
    rangeEmpty: {
        name: 'range-empty',
        cause: 'The given range has no commits, and set_commits: manual asks for one that does.',
        remedy: 'Check previous_commit and commit, or set ignore_empty: true.'
    },
    tooManyLookups: {
        name: 'too-many-lookups',
        cause: 'The changed files of each commit cost a request to GitHub, and the range has more commits than that is done for.',
        remedy: 'Use set_commits: local with a checkout (fetch-depth: 0); without paths, max_commits: 100 or commit_files: false helps, too.'
    },
    checkoutMissing: {
        name: 'checkout-missing',
        cause: 'set_commits: local needs a git checkout with its history.',
        remedy: 'Add actions/checkout with fetch-depth: 0 before this step, or set working_directory, or use set_commits: github.'
    },
    tokenMissing: {
        name: 'token-missing',
        cause: 'The commits are to be read from GitHub, but there is no github_token.',
        remedy: 'Leave github_token at its default, or give a token with contents: read.'
    },
    releaseMissing: {
        name: 'release-missing',
        cause: 'only leaves out the release, so it is not created, and Sentry does not have it, or the connection does not see all of its projects.',
        remedy: 'Check the release identifier (prefix, shortened sha), or let only include release.'
    },
    sourceMaps: {
        name: 'source-maps',
        cause: 'The files that sourcemaps names are not there, cannot be written, or were changed meanwhile.',
        remedy: 'Build before this step, check the paths and working_directory, and let nothing else write the files.'
    },
    sourceMapsRefused: {
        name: 'source-maps-refused',
        cause: 'Maton, or a proxy before Sentry, did not take the upload in any size. What Maton does with uploads is not documented.',
        remedy: 'Upload straight to Sentry: set sentry_auth_token; or run sentry-cli sourcemaps upload in a step of its own. The release itself is not touched.'
    },
    sourceMapsChanged: {
        name: 'source-maps-changed',
        cause: 'Something between here and Sentry changed the bytes of the upload, or lost them.',
        remedy: 'Run the job again; if it stays, upload straight to Sentry: set sentry_auth_token.'
    },
    sourceMapsRejected: {
        name: 'source-maps-rejected',
        cause: 'Sentry took the upload and could not process it.',
        remedy: 'Read what Sentry says about the bundle; the same bytes are rejected again for ten minutes.'
    },
    sourceMapsUnsupported: {
        name: 'source-maps-unsupported',
        cause: 'This Sentry does not know artifact bundles.',
        remedy: 'Update the self-hosted Sentry to 23.6.2 or later.'
    }
};
/** Whether GitHub or the git program failed, so that another source of commits may be tried. */
function isOfSource(error) {
    return (0,run_failure/* isOneOf */.EK)(error, [...Object.values(GITHUB_FAILURES), ...Object.values(GIT_FAILURES)]);
}

;// CONCATENATED MODULE: ./lib/release/commits/target.js







/**
 * The full sha of the release's commit. Only a name, a short sha and what may be the object of an annotated tag have to be looked
 * up: at GitHub, else in the checkout.
 */
async function headCommit({ request, reads, log }, commit) {
    const { event, commits } = request;
    const tagged = commits.isCommitGiven || event.hasOwnCommit ? undefined : await taggedCommit();
    if (tagged !== undefined)
        return tagged;
    const isOfEvent = event.commit.kind === 'commit' && event.commit.sha === commit;
    const mayBeTag = isOfEvent && event.commit.kind === 'commit' && event.commit.mayBeTag;
    if ((0,text_names/* isFullSha */.Wf)(commit) && !mayBeTag)
        return { commit: commit.toLowerCase(), isResolved: false, tag: undefined };
    const sha = await lookedUp(commit);
    return { commit: sha ?? commit, isResolved: sha !== undefined, tag: undefined };
    /** An event without a commit of its own runs at the tip of a branch: a release that is named as a tag is that tag's. */
    async function taggedCommit() {
        const [first, ...others] = request.tagNames;
        if (first === undefined)
            return undefined;
        const found = (await ofTag(first)) ?? (await Promise.all(others.map(ofTag))).find(one => one !== undefined);
        if (found !== undefined && found.commit !== commit.toLowerCase())
            log.info(`The release is the tag ${found.tag}: its commit ${(0,text_names/* short */.h0)(found.commit)} is taken, not the event's ${(0,text_names/* short */.h0)(commit)}.`);
        return found;
    }
    async function ofTag(tag) {
        const sha = await lookedUp(`tags/${tag}`);
        return sha === undefined ? undefined : { commit: sha, isResolved: true, tag };
    }
    async function lookedUp(name) {
        const atGithub = commits.mode === 'local' ? undefined : await resolved(reads.github(), name);
        return atGithub ?? (await resolved(await reads.local(), name));
    }
    async function resolved(source, name) {
        try {
            return source.kind === 'none' ? undefined : await source.resolve(name);
        }
        catch (error) {
            // a release that is a tag would get the commits of another one while GitHub is down
            const isNeeded = name !== commit && (0,run_failure/* isOneOf */.EK)(error, GITHUB_OUTAGES);
            if (isNeeded || !isOfSource(error))
                throw error;
            log.info(`${error.message}.`);
            return undefined;
        }
    }
}
/**
 * The full sha of the commit as this source has it.
 * @throws Failure when it is not there
 */
async function headIn(source, target) {
    const { commit, isResolved } = target;
    // GitHub says when it compares that it lacks a commit; a checkout does not
    if (source.kind === 'github' && (isResolved || (0,text_names/* isFullSha */.Wf)(commit)))
        return commit;
    const sha = await source.resolve(commit);
    if (sha === undefined)
        throw missingHead(source, target);
    return sha;
}
/** That the release's commit is not in a source. */
function missingHead({ kind, gap }, { commit, repository }) {
    const place = kind === 'local' ? 'the checkout' : `${(0,text_clean/* clean */.uH)(repository, 100)} at GitHub`;
    const remedy = gap ??
        (kind === 'local'
            ? 'Check commit, and that the checkout (working_directory) is of this repository and fetched it.'
            : undefined);
    return new run_failure/* Failure */.HR(RELEASE_FAILURES.commitMissing, `The commit ${(0,text_names/* short */.h0)(commit)} is not in ${place}`, remedy === undefined ? {} : { remedy });
}
/** Our repository as Sentry knows it. A connection that may not list repositories counts as knowing none. */
async function ourRepository({ request, reads, log }, repo) {
    try {
        return matchRepository(await reads.repositories(), repo, request.event.server.url);
    }
    catch (error) {
        const isRefused = (0,run_failure/* isOneOf */.EK)(error, [failures/* GATEWAY_FAILURES */.d.scopeMissing]);
        if (!isRefused || request.commits.mode === 'integration')
            throw error;
        log.notice(`The connection may not list the repositories of Sentry (org:read), so it is not known whether Sentry can fetch the commits of ${(0,text_clean/* clean */.uH)(repo, 100)}: they are read and sent.`);
        return undefined;
    }
}
/** That Sentry cannot fetch from a repository, with the names that look like it. */
async function unknownRepository(reads, repo) {
    const similar = similarNames(await reads.allRepositories(), repo).map(name => (0,text_clean/* clean */.uH)(name, 64));
    const named = similar.length === 0 ? '' : `; similar: ${similar.join(', ')}`;
    return new run_failure/* Failure */.HR(RELEASE_FAILURES.repositoryUnknown, `Sentry has no repository ${(0,text_clean/* clean */.uH)(repo, 100)} with an integration${named}`);
}
/** The repositories of an organization whose name holds that of ours. */
async function listRepositories(sentry, organization, name) {
    const query = name === undefined ? {} : { query: (0,text_names/* plainRepository */.D2)(name).split('/').at(-1) };
    return (await sentry.rows('list-repositories', { organization }, { query })).map(decodeRepository);
}
/**
 * The repository of Sentry that is `name`: by its name, else by its address on this GitHub. One with an integration is preferred.
 * @param serverUrl such as `https://github.com`
 */
function matchRepository(repositories, name, serverUrl) {
    const address = (0,text_names/* plainRepository */.D2)(`${serverUrl}/${name}`);
    const matching = repositories.filter(repository => (0,text_names/* isSameRepository */.ve)(repository.name, name) || (0,text_names/* plainRepository */.D2)(repository.url) === address);
    return matching.find(repository => repository.hasIntegration) ?? matching.at(0);
}
/** Names that look like `name`, for a message: the same last part or owner. */
function similarNames(repositories, name) {
    const parts = (0,text_names/* plainRepository */.D2)(name).split('/');
    return repositories
        .map(repository => repository.name)
        .filter(other => (0,text_names/* plainRepository */.D2)(other)
        .split(/[/\s]+/)
        .some(part => parts.includes(part)))
        .slice(0, 5);
}

;// CONCATENATED MODULE: ./lib/release/commits/list.js
/** Sentry's limits in characters; one field over them fails the whole request. */
const MAX = { id: 64, repository: 64, authorName: 128, authorEmail: 200, path: 510 };
/** A request body stays below 1 MB: more risks a time-out at the gateway. The rest is for the other fields. */
const MAX_LIST_BYTES = 980_000;
/** How many bytes a message may have. When the list is too large, the smaller limits are tried in turn. */
const LONGEST_MESSAGE = 2_000;
const SHORTEST_MESSAGE = 120;
const MESSAGE_BYTES = [LONGEST_MESSAGE, 500, 250, SHORTEST_MESSAGE];
/** Whether Sentry takes commits of a repository of this name. */
function fitsSentry(repository) {
    return repository.length <= MAX.repository;
}
/**
 * Makes the list that Sentry is sent: within its limits, times on all commits or on none, no commit twice, the whole below 1 MB.
 * To shrink it, the changed files go first, then long messages (their first line and the lines that resolve issues stay), then the
 * oldest of our own commits.
 */
function commitList({ own, repository, others }) {
    const ours = withoutDuplicates(own.map(commit => ownCommit(commit, repository)));
    const known = new Set(ours.map(keyOf));
    const theirs = withoutDuplicates(others.map(othersCommit)).filter(commit => !known.has(keyOf(commit)));
    const isTimed = [...ours, ...theirs].every(commit => commit.timestamp !== undefined);
    return isTimed
        ? shrink(headFirst(ours), theirs)
        : shrink(ours.map(withoutTimestamp), theirs.map(withoutTimestamp));
}
function ownCommit(commit, repository) {
    const name = cut(commit.authorName?.trim(), MAX.authorName);
    const email = commit.authorEmail?.trim();
    const files = commit.files?.filter(file => file.path !== '' && file.path.length <= MAX.path);
    return {
        id: commit.sha.slice(0, MAX.id),
        repository,
        ...(commit.message === undefined
            ? {}
            : { message: shortMessage(commit.message.toWellFormed(), LONGEST_MESSAGE) }),
        ...(name ? { author_name: name } : {}),
        ...(email && email.length <= MAX.authorEmail ? { author_email: email } : {}),
        ...(isTime(commit.date) ? { timestamp: commit.date } : {}),
        ...(files === undefined ? {} : { patch_set: files })
    };
}
/** Their messages are not cut without need: Sentry would keep the cut one. */
function othersCommit(commit) {
    const { sha: id, repository, message, authorName, authorEmail, date } = commit;
    const name = cut(authorName, MAX.authorName);
    return {
        id,
        ...(repository === '' ? {} : { repository }),
        ...(message === undefined ? {} : { message }),
        ...(name ? { author_name: name } : {}),
        ...(authorEmail && authorEmail.length <= MAX.authorEmail ? { author_email: authorEmail } : {}),
        ...(isTime(date) ? { timestamp: date } : {})
    };
}
/**
 * Sentry sorts by time, and takes the first commit for the release's last one. The author's date of a rebased commit may be older
 * than those before it: the head gets the latest of them, so that it stays first.
 */
function headFirst(commits) {
    const [head, ...rest] = commits;
    if (head === undefined)
        return commits;
    const latest = commits
        .map(commit => commit.timestamp ?? '')
        .reduce((a, b) => (Date.parse(b) > Date.parse(a) ? b : a));
    return [{ ...head, timestamp: latest }, ...rest];
}
/** A cut never leaves half a character. */
function cut(text, max) {
    if (text === undefined || text.length <= max)
        return text?.toWellFormed();
    return text
        .slice(0, max)
        .replace(/[\uD800-\uDBFF]$/, '')
        .toWellFormed();
}
function isTime(date) {
    return date !== undefined && !Number.isNaN(Date.parse(date));
}
function withoutTimestamp({ timestamp: _timestamp, ...commit }) {
    return commit;
}
function withoutFiles({ patch_set: _files, ...commit }) {
    return commit;
}
/** Sentry stores a commit that is sent twice once, but counts it twice. */
function withoutDuplicates(commits) {
    const byKey = new Map();
    for (const commit of commits) {
        const key = keyOf(commit);
        if (!byKey.has(key))
            byKey.set(key, commit);
    }
    return [...byKey.values()];
}
function keyOf({ repository, id }) {
    return commitKey(repository ?? '', id);
}
/** What makes a commit the same: its repository and sha, without regard to case. */
function commitKey(repository, sha) {
    return `${repository}@${sha}`.toLowerCase();
}
function shrink(ours, theirs) {
    if (fits([...ours, ...theirs]))
        return { commits: [...ours, ...theirs], leftOut: [] };
    const leftOut = ours.some(commit => commit.patch_set !== undefined)
        ? ['the changed files of the commits, which would make the request too large']
        : [];
    const plain = ours.map(withoutFiles);
    if (fits([...plain, ...theirs]))
        return { commits: [...plain, ...theirs], leftOut };
    for (const limit of MESSAGE_BYTES) {
        const commits = [...plain, ...theirs].map(commit => withShortMessage(commit, limit));
        if (fits(commits))
            return { commits, leftOut };
    }
    return newestThatFit(plain.map(withShortestMessage), theirs.map(withShortestMessage), leftOut);
}
/** Of our own the oldest go; those of other repositories would be lost, so they stay. */
function newestThatFit(ours, theirs, leftOut) {
    let size = bytes(theirs);
    const kept = ours.filter(commit => (size += bytes(commit) + 1) <= MAX_LIST_BYTES);
    const words = `${ours.length - kept.length} older commits, which would make the request too large`;
    return { commits: [...kept, ...theirs], leftOut: [...leftOut, words] };
}
function fits(commits) {
    return bytes(commits) <= MAX_LIST_BYTES;
}
function bytes(value) {
    return Buffer.byteLength(JSON.stringify(value));
}
function withShortMessage(commit, maxBytes) {
    return commit.message === undefined
        ? commit
        : { ...commit, message: shortMessage(commit.message, maxBytes) };
}
function withShortestMessage(commit) {
    return withShortMessage(commit, SHORTEST_MESSAGE);
}
/** Sentry: a word that resolves issues, an optional colon, and what may hold their short ids, line breaks included. */
const RESOLUTION = /\b(?:fix(?:es|ed)?|close[sd]?|resolve[sd]?)\b:?[\sA-Za-z0-9_,-]*/gi;
/** Whole words, so that each is looked at once. */
const WORD = /[A-Z0-9_-]+/gi;
const HAS_SHORT_ID = /.-[A-Z0-9]/i;
/** Stands for the lines that were left out. Sentry does not read a list of issues across it. */
const CUT = '…';
/**
 * Cuts a commit message to about `maxBytes` bytes. Its first line stays (cut itself, if it is longer and resolves nothing), and so does
 * every line that resolves an issue or keeps the commit out of Sentry (`#skipsentry`), so that Sentry does the same as with the whole.
 * These lines stay whole, even where they alone are longer.
 */
function shortMessage(message, maxBytes) {
    if (Buffer.byteLength(message) <= maxBytes)
        return message;
    const lines = message.split('\n');
    const kept = linesThatAct(message);
    const [first = ''] = lines;
    const shown = [kept.has(0) ? first : cutBytes(first, maxBytes - Buffer.byteLength(`\n${CUT}`))];
    let last = 0;
    for (const index of [...kept].filter(index => index > 0)) {
        if (index > last + 1)
            shown.push(CUT);
        shown.push(lines[index] ?? '');
        last = index;
    }
    if (last < lines.length - 1)
        shown.push(CUT);
    return shown.join('\n');
}
/** The lines, by index and in order, from a word that resolves to the last of its short ids, and those with `#skipsentry`. */
function linesThatAct(message) {
    const lines = new Set();
    const lineAt = lineCounter(message);
    for (const match of message.matchAll(RESOLUTION)) {
        const last = [...match[0].matchAll(WORD)].findLast(([word]) => HAS_SHORT_ID.test(word));
        if (last === undefined)
            continue;
        const start = lineAt(match.index);
        const end = lineAt(match.index + last.index);
        for (let line = start; line <= end; line += 1)
            lines.add(line);
    }
    const skippedAt = lineCounter(message);
    for (const match of message.matchAll(/#skipsentry/g))
        lines.add(skippedAt(match.index));
    return new Set([...lines].toSorted((a, b) => a - b));
}
/** Tells the lines of positions that are asked for in their order: the text is gone through once. */
function lineCounter(message) {
    let line = 0;
    let next = message.indexOf('\n');
    return position => {
        while (next !== -1 && next < position) {
            line += 1;
            next = message.indexOf('\n', next + 1);
        }
        return line;
    };
}
function cutBytes(text, max) {
    if (Buffer.byteLength(text) <= max)
        return text;
    const bytes = Buffer.from(text).subarray(0, max - Buffer.byteLength(CUT));
    return `${bytes.toString('utf8').replace(/\uFFFD{1,3}$/, '')}${CUT}`;
}

;// CONCATENATED MODULE: ./lib/release/commits/held.js






/**
 * All commits that a release holds, newest first.
 * @throws Failure when not all of them can be read: a list that is sent replaces also those that were not seen
 */
async function commitsOfRelease(sentry, name) {
    return (await sentry.rows('list-release-commits', { ...name })).map(answers_decodeCommit);
}
/**
 * The commits that a release holds, by its list; none without a look when the release itself says so.
 * @throws Failure as `commitsOfRelease` does, and when the release says that it has commits and lists none
 */
async function heldCommits(sentry, name, fact) {
    if (fact.kind !== 'there')
        return [];
    const { commitCount, lastCommit } = fact.release;
    if (commitCount === 0 && lastCommit === undefined)
        return [];
    const held = await commitsOfRelease(sentry, name);
    if (held.length > 0 || commitCount === 0)
        return held;
    // fewer than counted is right: a commit that was sent twice is stored once and counted twice
    throw new run_failure/* Failure */.HR(failures/* GATEWAY_FAILURES */.d.notUnderstood, `Sentry says that the release ${(0,text_clean/* clean */.uH)(name.version, 200)} has ${commitCount} commits, and lists none of them`);
}
/**
 * The release after a write that Sentry took. An answer without a body does not show it: then it is looked at, because what follows
 * depends on it, and a date that is not known must not be written over.
 * @throws Failure when it is not there, so that the write is not done yet
 */
async function releaseAfter(reply, sentry, name) {
    if (reply.json !== undefined)
        return decodeRelease(reply.json);
    const seen = await unlessAbsent(sentry.call('get-release', { ...name }), undefined);
    if (seen !== undefined)
        return decodeRelease(seen.json);
    throw new run_failure/* Failure */.HR(failures/* GATEWAY_FAILURES */.d.unclear, `Sentry took the release ${(0,text_clean/* clean */.uH)(name.version, 200)} (${reply.status}), and does not have it yet`, { remedy: 'Look with get-release whether it is there, and run the step again.' });
}
const NOTHING_KEPT = { commits: [], areNewer: false };
/**
 * The commits of this repository that a release holds and that a new list has to repeat: those in the history of the head. When
 * the newest of them is in it, so are the older ones; when a later run went before this one, all of them stay, too. After a
 * force push those that are gone from the history are not kept.
 *
 * @param held newest first
 * @param options.mayTakeAway the commit was given, so newer commits may go
 */
async function keptCommits(held, { head, graph, compare, mayTakeAway }) {
    const [newest] = held;
    if (newest === undefined)
        return NOTHING_KEPT;
    const status = graph.find(newest.sha) === undefined ? await held_statusOf(newest.sha, head, compare) : 'ahead';
    const all = held.map(commit => rangeCommit(commit, graph));
    if (status === 'ahead')
        return { commits: all, areNewer: false };
    if (status === 'behind' && !mayTakeAway)
        return { commits: all, areNewer: true };
    return { commits: all.filter(({ sha }) => graph.find(sha) !== undefined), areNewer: false };
}
async function held_statusOf(sha, head, compare) {
    if (!(0,text_names/* isFullSha */.Wf)(sha))
        return 'unknown';
    const relation = await compare(sha.toLowerCase(), head);
    if (relation.kind === 'unavailable')
        throw relation.failure;
    return relation.kind === 'related' ? relation.status : relation.kind;
}
/** The history knows more of a commit than Sentry does. */
function rangeCommit({ sha, ...commit }, graph) {
    const full = graph.find(sha) ?? sha;
    const { message, authorName, authorEmail, date } = commit;
    return (graph.commits.find(known => known.sha === full) ?? {
        sha: full,
        message,
        authorName,
        authorEmail,
        date,
        parents: []
    });
}
/** A range with the kept commits that it lacks, newest first. */
function withKept(commits, kept) {
    const own = new Set(commits.map(({ sha }) => sha));
    const lacking = kept.commits.filter(({ sha }) => !own.has(sha));
    return kept.areNewer ? [...lacking, ...commits] : [...commits, ...lacking];
}
/**
 * Where refs have to begin so that Sentry fetches the range and the kept commits, too.
 * @param options.previous the full sha of the range's previous commit; `undefined` without one
 * @param options.newest how many commits the range has without a previous one
 * @returns `previous` when the range holds all of them already; `undefined` when one range cannot
 */
function beginOfRefs(kept, { graph, previous, newest }) {
    if (kept.commits.length === 0)
        return { begin: previous, isWidened: false };
    if (kept.areNewer)
        return undefined;
    const range = previous === undefined ? graph.commits.slice(0, newest) : rangeSince(graph, previous);
    const held = new Set(range?.map(({ sha }) => sha));
    const isWhole = previous !== undefined && kept.commits.every(({ sha }) => held.has(sha));
    if (isWhole)
        return { begin: previous, isWidened: false };
    if (range === undefined)
        return undefined;
    const wanted = new Set([...held, ...kept.commits.map(({ sha }) => sha)]);
    const begin = graph.before(wanted);
    return begin === undefined ? undefined : { begin, isWidened: true };
}
/** A range that goes on behind the known commits holds all of these. */
function rangeSince(graph, previous) {
    return graph.since(previous) ?? (graph.find(previous) === undefined ? graph.commits : undefined);
}

;// CONCATENATED MODULE: ./lib/release/commits/choose.js

/**
 * Chooses the previous commit; pure. The groups are asked in their order, and of each
 * 1. the first candidate that the repository has tells whether this is a rollback or the same commit again;
 * 2. else the first ancestor is taken, of those that need no comparison if there is one;
 * 3. else the first candidate, although it is on another branch.
 * A given commit is taken as it is.
 */
function choose(facts) {
    for (const group of facts.groups) {
        const choice = group.source === 'input' ? given(group, facts) : chooseIn(group, facts);
        if (choice !== undefined)
            return choice;
    }
    return facts.hasMore ? { kind: 'read' } : { kind: 'none' };
}
function given({ candidates }, { standing, ignoreMissing }) {
    const [candidate] = candidates;
    if (candidate === undefined)
        return undefined;
    const stands = standing(candidate);
    if (stands === undefined)
        return { kind: 'compare', candidate };
    if (!isThere(stands))
        return ignoreMissing ? undefined : { kind: 'missing', candidate };
    return { kind: 'taken', candidate, standing: stands };
}
function chooseIn(group, { standing, comparisons }) {
    const candidates = group.candidates.map(candidate => ({ candidate, stands: standing(candidate) }));
    const left = candidates.filter(({ stands }) => stands !== 'missing' && stands !== 'apart');
    const ancestor = left.find(({ stands }) => stands === 'ancestor' || stands === 'identical');
    const unknown = left.find(({ stands }) => stands === undefined);
    const [leading] = left;
    if (leading === undefined)
        return undefined;
    // the range of a known ancestor may cost a comparison, too
    const mayCompare = comparisons > (ancestor === undefined ? 0 : 1);
    if (leading.stands === undefined && mayCompare)
        return { kind: 'compare', candidate: leading.candidate };
    // a lower version further on is no rollback
    if (leading.stands === 'ahead' && group.source !== 'tag')
        return taken(leading);
    if (ancestor !== undefined)
        return taken(ancestor);
    if (unknown !== undefined && mayCompare)
        return { kind: 'compare', candidate: unknown.candidate };
    const parted = left.find(({ stands }) => stands === 'diverged');
    return parted === undefined ? undefined : taken(parted);
}
function taken({ candidate, stands }) {
    return stands === undefined || !isThere(stands) ? undefined : { kind: 'taken', candidate, standing: stands };
}
function isThere(standing) {
    return standing !== 'missing' && standing !== 'apart';
}
/** A candidate as messages name it. */
function choose_named({ commit, why }) {
    return `${(0,text_names/* short */.h0)(commit)} (${why})`;
}
/** That a candidate cannot be the previous commit. */
function missingWords(candidate, standing, head) {
    if (standing === 'apart')
        return `${choose_named(candidate)} has no common ancestor with ${(0,text_names/* short */.h0)(head)}`;
    return (0,text_names/* isFullSha */.Wf)(candidate.commit)
        ? `${choose_named(candidate)} is not in the history of ${(0,text_names/* short */.h0)(head)}`
        : `${choose_named(candidate)} is not in the repository`;
}
/** A sentence for each candidate that was passed over, and one for those that were not compared. */
function passedOver(facts, choice, head) {
    const taken = choice.kind === 'taken' ? choice.candidate : undefined;
    const said = new Set();
    for (const group of facts.groups) {
        for (const sentence of passedOverIn(group, { facts, taken, head }))
            said.add(sentence);
        if (taken !== undefined && group.candidates.includes(taken))
            break;
    }
    return [...said];
}
function passedOverIn({ candidates }, { facts, taken, head }) {
    const at = taken === undefined ? -1 : candidates.indexOf(taken);
    const isAncestor = taken !== undefined && facts.standing(taken) !== 'diverged';
    // with an ancestor those behind it were not looked at; without one all of them were, as far as they could be
    const seen = at !== -1 && isAncestor ? candidates.slice(0, at) : candidates;
    const sentences = seen
        .filter(candidate => candidate !== taken)
        .flatMap(candidate => wordsOf(candidate, facts.standing(candidate), head));
    const unknown = seen.filter(candidate => facts.standing(candidate) === undefined).length;
    if (unknown === 0)
        return sentences;
    const those = unknown === 1 ? '1 more candidate was' : `${unknown} more candidates were`;
    return [...sentences, `${those} not compared with ${(0,text_names/* short */.h0)(head)}.`];
}
function wordsOf(candidate, standing, head) {
    switch (standing) {
        case 'missing':
        case 'apart':
            return [`${missingWords(candidate, standing, head)}; going on to the next.`];
        case 'diverged':
            return [`${choose_named(candidate)} is on another branch than ${(0,text_names/* short */.h0)(head)}; going on to the next.`];
        case 'ahead':
            return [`${choose_named(candidate)} is newer than ${(0,text_names/* short */.h0)(head)}; going on to the next.`];
        default:
            return [];
    }
}

;// CONCATENATED MODULE: ./lib/release/commits/range.js







/** At most this many candidates are compared with the head. The one that is taken counts, too. */
const MOST_COMPARED = 3;
/**
 * Finds the previous commit: reads and compares what the choice asks for, until it is made.
 * @returns a range whose `previous` is a full sha
 * @throws Failure when a given previous commit is not in the history, or when histories cannot be compared
 */
async function findRange(sources) {
    const { head, groups, ignoreMissing, log } = sources;
    const known = {
        groups: [],
        standings: new Map(),
        shas: new Map(),
        parted: new Map(),
        graph: undefined,
        comparisons: MOST_COMPARED
    };
    const standing = (candidate) => standingOf(candidate, head, known);
    for (;;) {
        const facts = {
            groups: known.groups,
            hasMore: known.groups.length < groups.length,
            standing,
            comparisons: known.comparisons,
            ignoreMissing
        };
        const choice = choose(facts);
        if (choice.kind === 'read')
            await readNext(sources, known);
        else if (choice.kind === 'compare')
            await range_judge(choice.candidate, sources, known);
        else {
            for (const sentence of passedOver(facts, choice, head))
                log.info(`Previous commit: ${sentence}`);
            return rangeOf(choice, known, head);
        }
    }
}
async function readNext({ groups, graph }, known) {
    const group = await groups[known.groups.length]?.();
    if (group === undefined)
        return;
    if (group.source !== 'input' && group.candidates.length > 0)
        known.graph ??= await graph();
    known.groups.push(group);
}
function standingOf({ commit }, head, known) {
    const judged = known.standings.get(commit);
    if (judged !== undefined)
        return judged;
    const sha = (0,text_names/* isFullSha */.Wf)(commit) ? commit.toLowerCase() : undefined;
    if (sha === head)
        return 'identical';
    const found = known.graph?.find(commit);
    return found === undefined ? undefined : found === head ? 'identical' : 'ancestor';
}
async function range_judge(candidate, sources, known) {
    const { commit, source } = candidate;
    const { head, compare, resolve } = sources;
    const settle = (standing) => void known.standings.set(commit, standing);
    const sha = (0,text_names/* isFullSha */.Wf)(commit) ? commit.toLowerCase() : await resolve(commit);
    if (sha === undefined)
        return settle('missing');
    known.shas.set(commit, sha);
    const already = standingOf({ ...candidate, commit: sha }, head, known);
    if (already !== undefined)
        return settle(already);
    if (source !== 'input')
        known.comparisons -= 1;
    const relation = await compare(sha, head);
    if (relation.kind === 'unavailable')
        throw relation.failure;
    if (relation.kind === 'related' && relation.status === 'diverged')
        known.parted.set(commit, relation.mergeBase);
    settle(standingIn(relation));
}
function standingIn(relation) {
    if (relation.kind === 'not-found')
        return 'missing';
    if (relation.kind === 'no-common-ancestor')
        return 'apart';
    const { status } = relation;
    if (status === 'ahead')
        return 'ancestor';
    return status === 'behind' ? 'ahead' : status;
}
function rangeOf(choice, known, head) {
    if (choice.kind === 'none')
        return { kind: 'open' };
    const { candidate } = choice;
    if (choice.kind === 'missing')
        throw new run_failure/* Failure */.HR(RELEASE_FAILURES.previousMissing, `previous_commit: ${missingWords(candidate, known.standings.get(candidate.commit), head)}`);
    const { commit } = candidate;
    const sha = known.shas.get(commit) ?? known.graph?.find(commit) ?? commit.toLowerCase();
    const previous = { ...candidate, commit: sha };
    const because = emptyBecause(choice.standing);
    if (because !== undefined)
        return { kind: 'empty', previous, because };
    const diverged = choice.standing === 'diverged';
    return { kind: 'since', previous, diverged, parted: diverged ? known.parted.get(commit) : undefined };
}
function emptyBecause(standing) {
    if (standing === 'identical')
        return 'identical';
    return standing === 'ahead' ? 'behind' : undefined;
}
/** Why a range is empty. */
function emptyWords({ previous, because }, head) {
    const before = `${(0,text_names/* short */.h0)(previous.commit)} (${previous.why})`;
    return because === 'identical'
        ? `${before} is the same commit`
        : `${before} is newer than ${(0,text_names/* short */.h0)(head)}, so this is a rollback`;
}
/**
 * The range of a release as a source tells it.
 * @param options.head a full sha that `headIn` gave
 * @param options.compare the source's `compare`, or its `relate` where the commits are not wanted
 * @throws Failure when the given previous commit or the head is not there, or histories cannot be compared
 */
async function rangeIn({ request, reads, log }, target, { source, head, compare }) {
    const graph = once(async () => {
        const found = await source.graph(head);
        if (found === undefined)
            throw missingHead(source, target);
        return found;
    });
    const range = await findRange({
        head,
        groups: reads.groups({ head, tag: target.tag, graph }),
        graph,
        compare,
        resolve: name => source.resolve(name),
        ignoreMissing: request.commits.ignoreMissing,
        log
    }).catch(async (error) => {
        throw (0,run_failure/* isOneOf */.EK)(error, [RELEASE_FAILURES.previousMissing])
            ? await missingEnd(error, { source, target })
            : error;
    });
    if (range.kind === 'open') {
        // without a candidate nobody has looked yet whether the head is there
        await graph();
        if (source.gap !== undefined)
            log.notice(source.gap);
    }
    if (range.kind === 'since' && range.diverged) {
        log.notice(`${(0,text_names/* short */.h0)(range.previous.commit)} (${range.previous.why}) is on another branch than ${(0,text_names/* short */.h0)(head)}: the commits since both parted at ${(0,text_names/* short */.h0)(range.parted ?? '')} are taken.`);
    }
    const isGiven = range.kind === 'since' && range.previous.source === 'input';
    if (range.kind === 'empty' || isGiven || target.held.length === 0)
        return { range, kept: NOTHING_KEPT };
    const mayTakeAway = request.commits.isCommitGiven;
    return { range, kept: await keptCommits(target.held, { head, graph: await graph(), compare, mayTakeAway }) };
}
/** GitHub answers alike when the previous commit is missing and when the head is: which one has to be said. */
async function missingEnd(failure, { source, target }) {
    if ((await source.resolve(target.commit)) === undefined)
        return missingHead(source, target);
    return source.gap === undefined
        ? failure
        : new run_failure/* Failure */.HR(failure.kind, failure.message, { remedy: source.gap, cause: failure });
}
/** What the plan and the report keep of a range. */
function rangeFacts(range, { repository, tag }, head) {
    return {
        repository,
        head,
        previous: range.kind === 'open' ? undefined : range.previous,
        mergeBase: range.kind === 'since' ? range.parted : undefined,
        ...(tag === undefined ? {} : { notes: [`the release is the tag ${tag}`] })
    };
}
/**
 * The association when there are no commits to send. That is no error, except that `manual` asks for some.
 * @param why in words
 * @throws Failure with `set_commits: manual`, unless `ignore_empty` is set
 */
function nothingNew({ request, log }, why, range) {
    const { mode, ignoreEmpty } = request.commits;
    if (mode === 'manual' && !ignoreEmpty)
        throw new run_failure/* Failure */.HR(RELEASE_FAILURES.rangeEmpty, `set_commits: manual found no commits: ${why}`);
    if (ignoreEmpty)
        log.info(`No commits are set: ${why}.`);
    else
        log.notice(`No commits are set: ${why}.`);
    return { kind: 'none', why, range };
}

;// CONCATENATED MODULE: ./lib/release/commits/by-commits.js








/** How many commits a release gets when no previous commit is found; Sentry's own default, too. */
const WITHOUT_PREVIOUS = 20;
const PLACES = { github: 'GitHub', local: 'the checkout' };
/**
 * Commits that are read here and sent, from the first source that can.
 * @throws Failure when a source that was named cannot be used, when GitHub is down and there is no other, and when an input is wrong
 */
async function listedCommits(tools, target, { order, otherwise }) {
    const failures = [];
    for (const [index, kind] of order.entries()) {
        try {
            return await listFrom(kind, tools, target);
        }
        catch (error) {
            if (otherwise === 'fail' || !isAboutSource(error))
                throw error;
            failures.push(error);
            const next = order[index + 1];
            if (next !== undefined)
                tools.log.info(`${error.message}; going on to ${PLACES[next]}.`);
        }
    }
    // an outage passes, so that the job is to be run again; a wrong commit stays wrong
    const final = failures.find(failure => isFinal(failure, tools));
    if (final !== undefined)
        throw final;
    const reasons = failures.map(failure => failure.message).join('; ');
    // the preferred source first: what it lacks is mostly one line in the workflow
    const [cure = ''] = failures.map(failure => failure.remedy);
    tools.log.warning(`No commits are set: ${reasons}. ${cure} Or link the repository in Sentry, or use set_commits: skip.`);
    return { kind: 'none', why: 'no source of commits could be used', range: undefined };
}
function isFinal(failure, { request }) {
    const isOutage = (0,run_failure/* isOneOf */.EK)(failure, GITHUB_OUTAGES);
    return isOutage || (request.commits.isCommitGiven && (0,run_failure/* isOneOf */.EK)(failure, [RELEASE_FAILURES.commitMissing]));
}
/** Whether an error says that a source cannot be used, so that the next may be tried. */
function isAboutSource(error) {
    const { tokenMissing, checkoutMissing, commitMissing, repositoryName } = RELEASE_FAILURES;
    return isOfSource(error) || (0,run_failure/* isOneOf */.EK)(error, [tokenMissing, checkoutMissing, commitMissing, repositoryName]);
}
async function listFrom(kind, tools, target) {
    const { reads } = tools;
    const source = kind === 'github' ? reads.github() : await reads.local();
    if (source.kind === 'none') {
        const missing = kind === 'github' ? RELEASE_FAILURES.tokenMissing : RELEASE_FAILURES.checkoutMissing;
        throw new run_failure/* Failure */.HR(missing, `The commits could not be read from ${PLACES[kind]}: ${source.reason}`);
    }
    if (!fitsSentry(target.repository))
        throw new run_failure/* Failure */.HR(RELEASE_FAILURES.repositoryName, `Sentry takes commits of repositories with at most 64 characters, not of ${target.repository}`);
    return listOf(tools, target, source);
}
async function listOf(tools, target, source) {
    const { request, log } = tools;
    const { paths, maxCommits } = request.commits;
    const { repository, others } = target;
    const head = await headIn(source, target);
    sayCheckedOut(tools, source, head);
    const { range, kept: held } = await rangeIn(tools, target, { source, head, compare: source.compare });
    const facts = rangeFacts(range, target, head);
    if (range.kind === 'empty')
        return nothingNew(tools, emptyWords(range, head), facts);
    const { commits, total } = range.kind === 'since'
        ? await source.since(range.previous.commit, head)
        : await source.newest(head, Math.min(WITHOUT_PREVIOUS, maxCommits));
    if (commits.length === 0) {
        const why = paths.length > 0 ? 'no commit of the range touches the paths' : 'there are no commits';
        return nothingNew(tools, why, facts);
    }
    if (total > commits.length)
        log.warning(`The range has ${total} commits${paths.length > 0 ? ' that touch the paths' : ''}; the newest ${commits.length} are sent (max_commits).`);
    const own = withKept(commits, held);
    const kept = own.length - commits.length;
    if (kept > 0)
        log.info(`The release holds ${kept} more commits of ${repository}: they are sent again, because a new list replaces the old one.`);
    const list = commitList({ own, repository, others });
    for (const leftOut of list.leftOut)
        log.warning(`Left out: ${leftOut}.`);
    const notes = kept === 0 ? [] : [`with ${kept} more that the release had`];
    return {
        kind: 'list',
        source: source.kind,
        list,
        own,
        others,
        range: { ...facts, notes: [...(facts.notes ?? []), ...notes] }
    };
}
/** The event decides, not what a step before this one checked out. */
function sayCheckedOut({ request, log }, { checkedOut }, head) {
    if (checkedOut === undefined || checkedOut === head || request.commits.isCommitGiven)
        return;
    log.notice(`The checkout stands at ${(0,text_names/* short */.h0)(checkedOut)}, and the event is about ${(0,text_names/* short */.h0)(head)}: the commits up to ${(0,text_names/* short */.h0)(head)} are taken. Give commit to take others.`);
}

;// CONCATENATED MODULE: ./lib/release/commits/by-refs.js







/**
 * Commits that Sentry fetches itself: it is told the head and, if one is found, the previous commit. Candidates are checked with
 * GitHub, else with the checkout; where neither can tell, the first one is taken as it is.
 */
async function requestedCommits(tools, target) {
    const { request, reads, log } = tools;
    const github = reads.github();
    if (github.kind !== 'none') {
        try {
            return await checked(tools, target, github);
        }
        catch (error) {
            // a token without permission sees no commit at all, where Sentry's own integration may
            const isUnseen = (0,run_failure/* isOneOf */.EK)(error, [RELEASE_FAILURES.commitMissing]) && !request.commits.isCommitGiven;
            if (!isUnseen && !isOfSource(error))
                throw error;
            log.notice(`The range could not be checked with GitHub: ${error.message}. ${error.remedy}`);
        }
    }
    const local = await reads.local();
    if (local.kind !== 'none' && (await local.resolve(target.commit)) !== undefined)
        return checked(tools, target, local);
    return unchecked(tools, target);
}
async function checked(tools, target, source) {
    const head = await headIn(source, target);
    const { range, kept } = await rangeIn(tools, target, { source, head, compare: source.relate });
    const facts = rangeFacts(range, target, head);
    if (range.kind === 'empty')
        return nothingNew(tools, emptyWords(range, head), facts);
    if (kept.commits.length === 0)
        return { kind: 'refs', range: facts };
    const graph = await source.graph(head);
    const previous = facts.mergeBase ?? facts.previous?.commit;
    const refs = graph && beginOfRefs(kept, { graph, previous, newest: WITHOUT_PREVIOUS });
    if (refs === undefined)
        return together(tools, target);
    if (!refs.isWidened)
        return { kind: 'refs', range: facts };
    tools.log.info(`The release holds commits from before ${(0,text_names/* short */.h0)(previous ?? head)}: Sentry is to fetch all since ${(0,text_names/* short */.h0)(refs.begin ?? '')}, so that they stay.`);
    const notes = [...(facts.notes ?? []), 'begun earlier so that the release keeps what it had'];
    return { kind: 'refs', range: { ...facts, begin: refs.begin, notes } };
}
/** Refs replace the commits of a release. */
async function together(tools, target) {
    tools.log.notice(`The release holds commits of ${target.repository} that no range from a previous commit would have: refs would replace them, so the commits are read and sent together.`);
    return listedCommits(tools, target, { order: ['github', 'local'], otherwise: 'warn' });
}
async function unchecked(tools, target) {
    const { repository, commit, tag, held } = target;
    // without a history nobody can tell which of them a range would lose
    if (held.length > 0 && tools.request.commits.previousCommit === undefined)
        return together(tools, target);
    const previous = await firstOf(tools, { head: commit, tag, graph: undefined });
    const range = { repository, head: commit, previous, mergeBase: undefined };
    if (previous === undefined)
        return { kind: 'refs', range };
    if (previous.commit.toLowerCase() === commit)
        return nothingNew(tools, emptyWords({ kind: 'empty', previous, because: 'identical' }, commit), range);
    tools.log.notice(`The previous commit ${(0,text_names/* short */.h0)(previous.commit)} (${previous.why}) is taken without a look at the history.`);
    return { kind: 'refs', range };
}
/** Sentry takes a previous commit of at most this many characters. The name of a branch may be longer. */
const MAX_PREVIOUS = 64;
async function firstOf({ reads }, head) {
    for (const read of reads.groups(head)) {
        const found = (await read()).candidates.find(({ commit }) => (0,text_names/* isFullSha */.Wf)(commit) || commit.length <= MAX_PREVIOUS);
        if (found !== undefined)
            return found;
    }
    return undefined;
}

;// CONCATENATED MODULE: ./lib/release/commits/select.js








/** Whether a run is to give the release commits, so far as the request alone tells. */
function willAssociate({ parts, commits, event }) {
    const isUnasked = commits.mode === 'auto' && event.isUnmerged;
    return parts.has('commits') && commits.repo !== undefined && commits.commit !== undefined && !isUnasked;
}
/**
 * Decides which commits the release gets, and reads them.
 * @throws Failure when a source that was named cannot be used, and when a given range is wrong
 */
async function associate(request, reads, log) {
    const { mode, repo, commit } = request.commits;
    if (!request.parts.has('commits'))
        return none('not asked for');
    if (mode === 'auto' && request.event.isUnmerged) {
        const why = 'the commit is not merged yet, and messages of unmerged commits would resolve issues for good';
        log.notice(`No commits are set: ${why}. Name a source in set_commits to set them all the same.`);
        return none(why);
    }
    const open = mode === 'auto' && !request.commits.isCommitGiven ? await reads.openPull() : undefined;
    if (open !== undefined) {
        const why = `the commit is not merged yet (pull request ${open} is open), and messages of unmerged commits would resolve issues for good`;
        log.notice(`No commits are set: ${why}. Name a source in set_commits to set them all the same.`);
        return none(why);
    }
    if (repo !== undefined && commit !== undefined)
        return select_decide({ request, reads, log }, { repo, commit });
    const why = `neither the event nor the inputs name a ${repo === undefined ? 'repository' : 'commit'}`;
    if (mode !== 'auto')
        throw new run_failure/* Failure */.HR(RELEASE_FAILURES.repositoryMissing, `set_commits: ${mode}: ${why}`);
    log.warning(`No commits are set: ${why}. Set repo and commit, or set_commits: skip.`);
    return none(why);
}
function none(why) {
    return { kind: 'none', why, range: undefined };
}
async function select_decide(tools, { repo, commit }) {
    const { request, reads, log } = tools;
    const { mode, paths } = request.commits;
    const [held, ours, head] = await Promise.all([
        reads.heldCommits(),
        ourRepository(tools, repo),
        headCommit(tools, commit)
    ]);
    if (mode === 'integration' && ours?.hasIntegration !== true)
        throw await unknownRepository(reads, repo);
    const repository = ours?.name ?? repo;
    const isOwn = (one) => (0,text_names/* isSameRepository */.ve)(one.repository, repository) || one.sha.toLowerCase() === head.commit;
    const own = held.filter(isOwn);
    const known = keptList(request, { own, head: head.commit, count: held.length });
    if (known !== undefined)
        return known;
    const others = held.filter(one => !isOwn(one));
    const target = { repository, ...head, held: own, others };
    if (mode === 'local' || mode === 'github')
        return union(tools, target, { order: [mode], otherwise: 'fail' });
    if (ours?.hasIntegration === true && paths.length === 0) {
        if (others.length === 0) {
            if (mode === 'auto')
                log.info(`auto: Sentry has ${repository} with an integration and fetches the commits.`);
            return requestedCommits(tools, target);
        }
        log.notice(`The release holds commits of ${namesOf(others)}: refs would replace them, so the commits of ${repository} are read and sent beside them.`);
        return union(tools, target, { order: ['github', 'local'], otherwise: 'warn' });
    }
    if (mode === 'manual')
        return union(tools, target, { order: ['github'], otherwise: 'fail' });
    log.info(`auto: the commits are read and sent, because ${paths.length > 0 ? 'paths are given' : `Sentry has no ${repository} with an integration`}.`);
    return union(tools, target, { order: ['github', 'local'], otherwise: 'warn' });
}
/**
 * A rerun keeps the list: when the release has the commit as its newest one, and also when a later run with newer commits went
 * before it. Only a commit that the input names may take newer ones away.
 */
function keptList({ commits }, { own, head, count }) {
    const position = own.findIndex(commit => commit.sha.toLowerCase() === head);
    if (position === -1 || (position > 0 && commits.isCommitGiven))
        return undefined;
    const why = position === 0
        ? `the release has its commits up to ${(0,text_names/* short */.h0)(head)} already`
        : `the release has ${(0,text_names/* short */.h0)(head)} and ${position} newer commits already`;
    return { kind: 'kept', why, count, range: undefined };
}
/** Sends the commits beside those of other repositories, as far as Sentry takes these again. */
async function union(tools, target, order) {
    const tooLong = target.others.filter(commit => !fitsSentry(commit.repository));
    if (tooLong.length === 0)
        return listedCommits(tools, target, order);
    const why = `the release holds commits of ${namesOf(tooLong)}, whose name is too long to send them again, and a new list would replace them`;
    tools.log.warning(`No commits are set: ${why}.`);
    return none(why);
}
function namesOf(commits) {
    const names = new Set(commits.map(commit => (0,text_clean/* clean */.uH)(commit.repository, 64)));
    return [...names].slice(0, 5).join(', ');
}
/**
 * The open pull request from the branch that a push went to, so that its commits are not merged yet. A branch into which a pull
 * request was merged is a long-lived one (`develop`): its commits are. The default branch is not looked up, nor what GitHub cannot
 * tell.
 */
async function openPullOfPush(event, { repository, log }) {
    const branch = pushedBranch(event);
    if (branch === undefined || repository === undefined)
        return undefined;
    try {
        const [owner] = repository.fullName.split('/');
        const open = (await repository.pulls({ head: `${owner}:${branch}`, state: 'open' })).find(pull => pull.headRef === branch && (0,text_names/* isSameRepository */.ve)(pull.headRepository ?? '', repository.fullName));
        if (open === undefined)
            return undefined;
        const merged = (await repository.pulls({ base: branch, state: 'closed' })).find(pull => pull.mergedAt !== undefined);
        if (merged === undefined)
            return open.number;
        log.info(`The branch ${branch} has the open pull request ${open.number}, but ${merged.number} was merged into it: its commits are set.`);
        return undefined;
    }
    catch (error) {
        if (!isOfSource(error))
            throw error;
        log.info(`Whether ${branch} has an open pull request is not known: ${error.message}.`);
        return undefined;
    }
}
/** The branch of a push, or of the push that a workflow run follows; `undefined` for the default branch and for tags. */
function pushedBranch({ name, ref, repository, workflowRun }) {
    const isPush = name === 'push' || workflowRun?.event === 'push';
    const defaultBranch = repository?.defaultBranch;
    if (!isPush || ref === undefined || ref.isTag || defaultBranch === undefined)
        return undefined;
    return ref.name === defaultBranch ? undefined : ref.name;
}

;// CONCATENATED MODULE: ./lib/release/write/deploy.js




/** After a lost answer the list of deploys is read before another try. There are at most this many tries. */
const MAX_TRIES = 4;
const deploy_FIRST_PAUSE_MS = 1_000;
/**
 * Records one deploy, exactly once. Sentry makes another deploy of each request, so after a lost answer the list of deploys is
 * read before another try.
 * @throws Failure when Sentry refuses it, or when after all tries it is not known
 */
async function recordDeploy(write, tools) {
    const { sentry, context } = tools;
    const { environment } = write.body;
    for (let number = 1;; number += 1) {
        let isTaken = false;
        try {
            const { json } = await sentry.call(write.operation, write.parameters, { body: write.body });
            if (json !== undefined)
                return decodeDeploy(json);
            // a good answer without a body: it is done, and only the list shows it
            isTaken = true;
        }
        catch (error) {
            if (!(0,run_failure/* isOneOf */.EK)(error, [failures/* GATEWAY_FAILURES */.d.unclear]) || number >= MAX_TRIES)
                throw error;
            context.log.info(`${error.message}. Looking whether the deploy to ${environment} was recorded.`);
        }
        // a request whose answer was lost may still be at work
        await context.clock.sleep(deploy_FIRST_PAUSE_MS * 2 ** (number - 1), context.signal);
        const sight = await look(write, tools);
        if (sight.kind === 'there')
            return sight.deploy;
        if (sight.kind === 'hidden')
            throw deploy_unclear(environment, 'a deploy that is as new hides it in the list');
        if (isTaken)
            throw deploy_unclear(environment, 'Sentry took it, and does not list it yet');
    }
}
/**
 * The deploys of a plan that are there already: the same environment, name and url, for the same projects. The jobs of a matrix
 * would record one each.
 * @throws Failure as the client does
 */
async function presentDeploys(writes, tools) {
    const lists = new Map();
    const list = (project) => {
        const reading = lists.get(project) ?? listDeploys(tools, project);
        lists.set(project, reading);
        return reading;
    };
    const sights = await Promise.all(writes.map(write => sightIn(write, tools.release, list)));
    return sights.flatMap(sight => (sight.kind === 'there' ? [sight.deploy] : []));
}
/** Looks for a deploy whose answer was lost. @throws Failure also when it cannot be looked: then it may be there */
async function look(write, tools) {
    try {
        const sight = await sightIn(write, tools.release, project => listDeploys(tools, project));
        return sight.kind === 'hidden' && (await isUncounted(tools)) ? { kind: 'absent' } : sight;
    }
    catch (error) {
        const isEnd = (0,run_failure/* isOneOf */.EK)(error, ENDS);
        if (isEnd || !(error instanceof run_failure/* Failure */.HR))
            throw error;
        throw deploy_unclear(write.body.environment, error.message, error);
    }
}
const ENDS = [failures/* GATEWAY_FAILURES */.d.cancelled, failures/* GATEWAY_FAILURES */.d.deadline];
function deploy_unclear(environment, why, cause) {
    const name = (0,text_clean/* clean */.uH)(environment, 64);
    return new run_failure/* Failure */.HR(failures/* GATEWAY_FAILURES */.d.unclear, `The answer to the deploy to ${name} was lost, and whether it was recorded is not known: ${why}`, {
        cause,
        remedy: `Look at the deploys of the release in Sentry; if the one to ${name} is missing, run the job again with only: deploy.`
    });
}
/** Sentry counts the deploys of a release: when it counts no other than those of this run, the lost one is not there. */
async function isUncounted({ sentry, organization, version, release, recorded }) {
    const before = release?.deployCount;
    if (before === undefined)
        return false;
    const expected = before + recorded();
    const { json } = await sentry.call('get-release', { organization, version });
    return decodeRelease(json).deployCount === expected;
}
/** What the lists show of a deploy. Those of its single projects are read only where the list of all of them does not tell. */
async function sightIn(write, release, list) {
    const projects = projectsOf(write, release);
    const first = sightOf(write, [await list(projects.length === 1 ? projects[0] : undefined)]);
    if (projects.length <= 1 || first.kind === 'absent')
        return first;
    return sightOf(write, await Promise.all(projects.map(list)));
}
async function listDeploys({ sentry, organization, version }, project) {
    const query = { project };
    return (await sentry.rows('list-release-deploys', { organization, version }, { query })).map(decodeDeploy);
}
/**
 * The projects whose lists show a deploy, as ids where they are known; none when the release has no other project, so that the whole
 * list is theirs. A listed deploy does not tell its projects.
 */
function projectsOf({ body }, release) {
    const known = release?.projects ?? [];
    if (known.length === 1)
        return [];
    const given = body.projects ?? [];
    if (given.length === 0)
        return known.map(({ id }) => id);
    return given.map(name => known.find(({ id, slug }) => slug === name || id === name)?.id ?? name);
}
/**
 * Whether a deploy is there. It is the same whatever its dates are: jobs of one run share environment, name and url.
 * @param lists what the list of each of its projects shows, of all environments
 */
function sightOf(write, lists) {
    const shown = lists.map(list => list.filter(({ environment }) => environment === write.body.environment));
    const own = shown.map(list => list.find(deploy => isSame(deploy, write)));
    const [deploy] = own;
    if (deploy !== undefined && !own.includes(undefined))
        return { kind: 'there', deploy };
    const finished = Date.parse(write.body.dateFinished);
    const mayHold = (deploy) => isSame(deploy, write) || !(Date.parse(deploy.dateFinished ?? '') < finished);
    return shown.every(list => list.some(mayHold)) ? { kind: 'hidden' } : { kind: 'absent' };
}
function isSame({ name, url }, { body }) {
    return name === body.name && url === body.url;
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
        if (another instanceof run_failure/* Failure */.HR)
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
    const known = await scope_projectsOf(sentry, organization);
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
async function scope_projectsOf(sentry, organization) {
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

;// CONCATENATED MODULE: ./lib/github/previous-tag.js

/** A repository with more pages of a hundred tags is asked for those of the component only. */
const previous_tag_MOST_PAGES = 4;
/** So many pages of a hundred commits are searched for a tag that is no lower version. */
const HISTORY_PAGES = 3;
/** So many are told; the first that the history holds is the one. */
const MOST_TAGS = 20;
/**
 * The tags that may be the one before a tag, the best first: lower versions of the same component (`web-v`, `app/`), the highest
 * first; without any the nearest tagged commit in the history of the head. A tag on the head itself is never one.
 *
 * @param options.head the full sha of the tag's commit
 * @param options.newest the newest commits of that history, head first, where they are known already
 * @throws Failure as GitHub does
 */
async function earlierTags(repository, options) {
    const { tag, head } = options;
    const own = parseTag(tag);
    const few = await repository.fewTags(previous_tag_MOST_PAGES);
    const tags = few.isWhole || own === undefined ? few.tags : await tagsOfComponent(repository, tag, own);
    const others = tags.filter(other => other.name !== tag && other.sha !== head);
    const lower = lowerVersions(own, others);
    if (lower.length > 0)
        return lower.slice(0, MOST_TAGS).map((other, index) => ({
            name: other.name,
            commit: other.sha ?? `tags/${other.name}`,
            why: index === 0 ? `the highest version below ${tag}` : `a version below ${tag}`
        }));
    const related = others.filter(({ name }) => own === undefined || parseTag(name)?.component === own.component);
    return nearestTag(repository, related, options);
}
/** First those near the version: of thousands of tags mostly one answer with few of them is enough. */
async function tagsOfComponent(repository, tag, own) {
    const { start } = own;
    const near = beginningOf(tag.slice(start.length));
    const nearTags = near === '' ? [] : await repository.tagsStarting(start + near);
    return lowerVersions(own, nearTags).length > 0 ? nearTags : repository.tagsStarting(start);
}
/** What the version before mostly begins with, too: `1.2.` of 1.2.3, `1.` of 1.2.0, nothing of 2.0.0. */
function beginningOf(version) {
    const numbers = (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? '').split('.');
    const changed = numbers.findLastIndex(number => Number(number) > 0);
    return numbers
        .slice(0, Math.max(0, changed))
        .map(number => `${number}.`)
        .join('');
}
/** The tags of the same component whose version is lower, the highest first. */
function lowerVersions(own, tags) {
    if (own === undefined)
        return [];
    return tags
        .flatMap(tag => {
        const version = parseTag(tag.name);
        return version?.component === own.component && compareVersions(version, own) < 0
            ? [{ tag, version }]
            : [];
    })
        .toSorted((a, b) => compareVersions(b.version, a.version))
        .map(({ tag }) => tag);
}
async function nearestTag(repository, tags, { tag, head, newest }) {
    const byCommit = new Map(tags.flatMap(({ name, sha }) => (sha === undefined ? [] : [[sha, name]])));
    if (byCommit.size === 0)
        return [];
    for (let page = 1; page <= HISTORY_PAGES; page += 1) {
        const isKnown = page === 1 && newest !== undefined;
        const commits = isKnown ? newest : ((await repository.commits({ sha: head, page })) ?? []);
        const found = commits.flatMap(({ sha }) => {
            const name = sha === head ? undefined : byCommit.get(sha);
            return name === undefined ? [] : [{ name, commit: sha, why: `the nearest before ${tag}` }];
        });
        if (found.length > 0)
            return found.slice(0, 1);
        if (commits.length < PER_PAGE)
            return [];
    }
    return [];
}
/** A tag of more characters is no version. */
const LONGEST_TAG = 250;
/**
 * Takes a tag apart. The version begins at the first `v` with a digit behind it that no letter or digit stands before, else at the
 * first digit that begins the tag or follows one of `-_/@ .`. One number is enough (`v1`).
 * @returns `undefined` for a tag without a version
 */
function parseTag(tag) {
    if (tag.length > LONGEST_TAG)
        return undefined;
    const marked = /(?<![a-z0-9])v(?=\d)/i.exec(tag)?.index;
    const at = marked === undefined ? /(?<![^-_/@.])\d/.exec(tag)?.index : marked + 1;
    if (at === undefined)
        return undefined;
    const version = /^(\d+(?:\.\d+)*)(?!\.?\d)([^+/@]*)(?:\+([^/@]*))?$/.exec(tag.slice(at));
    if (!version)
        return undefined;
    const [, numbers = '', pre = '', build = ''] = version;
    return {
        component: tag.slice(0, marked ?? at).toLowerCase(),
        start: tag.slice(0, at),
        numbers: numbers.split('.').map(withoutZeros),
        pre: identifiers(pre),
        build: identifiers(build)
    };
}
function identifiers(text) {
    return text.split(/[-._+]/).filter(part => part !== '');
}
function withoutZeros(digits) {
    return digits.replace(/^0+(?=\d)/, '');
}
/**
 * Compares as semantic versions do, with two additions: a missing number is a zero, and the build is the last criterion
 * (`1.0+92` is before `1.0+93`, and `1.0` before both).
 * @returns below 0 when `a` is the older one
 */
function compareVersions(a, b) {
    return compareNumbers(a.numbers, b.numbers) || comparePre(a.pre, b.pre) || compareParts(a.build, b.build);
}
function compareNumbers(a, b) {
    const length = Math.max(a.length, b.length);
    for (let index = 0; index < length; index += 1) {
        const differs = compareDigits(a[index] ?? '0', b[index] ?? '0');
        if (differs !== 0)
            return differs;
    }
    return 0;
}
/** A version comes after its pre-releases. */
function comparePre(a, b) {
    if (a.length === 0 || b.length === 0)
        return Number(b.length > 0) - Number(a.length > 0);
    return compareParts(a, b);
}
/** The longer list is the newer one when the shorter is its beginning. */
function compareParts(a, b) {
    for (const [index, part] of a.entries()) {
        const other = b[index];
        if (other === undefined)
            return 1;
        const differs = comparePart(part, other);
        if (differs !== 0)
            return differs;
    }
    return a.length - b.length;
}
/** Numbers come before words. */
function comparePart(a, b) {
    const [isNumber, isOtherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
    if (isNumber && isOtherNumber)
        return compareDigits(withoutZeros(a), withoutZeros(b));
    if (isNumber !== isOtherNumber)
        return isNumber ? -1 : 1;
    return a === b ? 0 : a < b ? -1 : 1;
}
/** Numbers of any length. */
function compareDigits(a, b) {
    if (a.length !== b.length)
        return a.length - b.length;
    return a === b ? 0 : a < b ? -1 : 1;
}

;// CONCATENATED MODULE: ./lib/sentry/version.js
/** Sentry: versions have at most 200 characters. */
const MAX_VERSION = 200;
/**
 * What a version has to be, if Sentry would refuse this one; `undefined` if it would not.
 * Source: Sentry's `is_valid_version`.
 */
function versionProblem(version) {
    const name = version.trim();
    if (name === '')
        return 'a version that is not empty';
    if (name === '.' || name === '..' || name.toLowerCase() === 'latest')
        return 'another name than ., .. and latest';
    if (version.length > MAX_VERSION)
        return `at most ${MAX_VERSION} characters (it has ${version.length})`;
    if (/[/\\]/.test(version))
        return 'a version without / and \\ (a branch name needs another separator)';
    if (/[\r\n\t\f]/.test(version))
        return 'a version without line breaks and tabs';
    return undefined;
}
/** The release identifier: the input, else `SENTRY_RELEASE`, else the event's commit; with the prefix in front. */
function identifierOf({ given, fromEnvironment, commit, prefix }) {
    if (given !== undefined)
        return { version: prefix + given.replace(/^refs\/tags\//, ''), decidedBy: 'release' };
    if (fromEnvironment !== undefined)
        return { version: prefix + fromEnvironment, decidedBy: 'SENTRY_RELEASE' };
    if (commit.kind === 'commit')
        return { version: prefix + commit.sha, decidedBy: 'release_prefix' };
    return { missing: commit.reason };
}
/**
 * The package of a version of the form `package@version` or `package@version+build`, such as `com.acme.ios`; `undefined` for a
 * version without one. An npm scope begins with `@` itself (`@acme-web@1.0`).
 */
function packageOf(version) {
    const at = version.indexOf('@', 1);
    return at === -1 || at === version.length - 1 ? undefined : version.slice(0, at);
}
/**
 * The names that a tag of this version may have: as it was given, with or without a leading `v`, each with or without the prefix.
 * @returns none when the commit decided the version
 */
function tagNamesOf(identifier, prefix) {
    const { version, decidedBy } = identifier;
    if (decidedBy === 'release_prefix')
        return [];
    const given = version.slice(prefix.length);
    const toggled = given.startsWith('v') ? given.slice(1) : `v${given}`;
    const names = /^v?\d/.test(given) ? [given, toggled] : [given];
    // what git takes for a name, so that nothing else can be asked for
    return [...new Set([...names, ...names.map(name => prefix + name)])].filter(name => /^[\w.+@-]+$/.test(name));
}

;// CONCATENATED MODULE: ./lib/release/commits/releases.js




/** The newest releases that are looked at. */
const NEWEST = 20;
/** An SDK may make a release without commits for each build. Then at most this many more pages are read. */
const releases_MOST_PAGES = 3;
const LARGE_PAGE = 100;
/** At most this many releases that end with another repository's commit are searched for a commit of this one. */
const MIXED_RELEASES = 3;
/**
 * The newest other releases of these projects, in an environment or at all, that have commits and are of the same package; newest
 * first. Where the newest twenty have none, up to three more pages are read: the newest hundred, those that are finalized (an SDK
 * finalizes none), and the next hundred. An environment that Sentry has not seen yet (404) has no release.
 * @throws Failure as the gateway does
 */
async function releasesWithCommits(sources, environment) {
    return unlessAbsent(listReleases(sources, environment), []);
}
async function listReleases(sources, environment) {
    const { sentry, organization, projects, version, pages } = sources;
    const own = packageOf(version);
    const list = (size, search) => sentry.pages('list-organization-releases', { organization }, { query: { project: projects, environment, query: search }, size });
    const usable = (rows) => rows
        .map(decodeRelease)
        .flatMap(release => release.version !== version && packageOf(release.version) === own ? withCommit(release) : []);
    for await (const page of list(NEWEST)) {
        const found = usable(page.rows);
        if (found.length > 0 || page.next.kind === 'none')
            return found;
        break;
    }
    // the name of the package narrows the list; in a search `:` and blanks would mean something else
    const narrowed = own !== undefined && /^[\w.@-]+$/.test(own) ? `${own}@` : undefined;
    const newest = list(LARGE_PAGE, narrowed);
    const finalized = list(LARGE_PAGE, ['finalized:true', narrowed].filter(Boolean).join(' '));
    for (const part of [newest, finalized, newest]) {
        if (pages.left <= 0)
            return [];
        pages.left -= 1;
        const { value: page } = await part.next();
        const found = usable(page?.rows ?? []);
        // the whole list was read: the others hold nothing else
        if (found.length > 0 || (part === newest && page?.next.kind !== 'more'))
            return found;
    }
    return [];
}
function withCommit({ version, lastCommit }) {
    return lastCommit !== undefined && (0,text_names/* isShaLike */.a$)(lastCommit.sha) ? [{ version, lastCommit }] : [];
}
/**
 * The last commits of releases as candidates. Under which name Sentry keeps the repository does not matter when the commit is in the
 * history (repositories are renamed). Of a release that ends with another repository's commit, the newest one of this repository
 * counts.
 * @param options.graph `undefined` where no history can be read
 */
async function candidatesOf(releases, sources, { environment, graph }) {
    const found = [];
    const foreign = [];
    let isInHistory = false;
    let reads = 0;
    for (const release of releases) {
        const { sha, repository } = release.lastCommit;
        const isKnown = graph?.find(sha) !== undefined;
        const candidate = (commit) => candidateOf(release.version, commit, { environment, isNewest: release === releases[0], sources });
        if (isKnown || isOwn(repository, sources.repository))
            found.push(candidate(sha));
        else if (isInHistory || reads >= MIXED_RELEASES)
            continue;
        else {
            reads += 1;
            const commit = await newestOwnCommit(release.version, sources, graph);
            if (commit === undefined)
                foreign.push(candidate(sha));
            else
                found.push(candidate(commit));
        }
        isInHistory ||= isKnown;
    }
    // a repository may have been renamed long ago: its history will tell
    return graph === undefined ? found : [...found, ...foreign.slice(0, 1)];
}
function candidateOf(release, commit, { environment, isNewest, sources }) {
    const own = packageOf(sources.version);
    const which = `${isNewest ? 'the newest' : 'an earlier'} release${own === undefined ? '' : ` of ${own}`}`;
    return environment === undefined
        ? { commit, source: 'release', release, why: `last commit of ${release}, ${which} of these projects` }
        : {
            commit,
            source: 'environment',
            release,
            why: `last commit of ${release}, ${which} deployed to ${environment}`
        };
}
/** Old clients stored commits under the name of a git remote (`origin`): those count as this repository's, history will tell. */
function isOwn(name, repository) {
    return (0,text_names/* isSameRepository */.ve)(name, repository) || !name.includes('/');
}
async function newestOwnCommit(version, { sentry, organization, repository }, graph) {
    for await (const page of sentry.pages('list-release-commits', { organization, version })) {
        const own = page.rows
            .map(answers_decodeCommit)
            .find(commit => (0,text_names/* isSameRepository */.ve)(commit.repository, repository) ||
            (commit.sha !== '' && graph?.find(commit.sha) !== undefined));
        if (own !== undefined)
            return own.sha;
    }
    return undefined;
}

;// CONCATENATED MODULE: ./lib/release/commits/previous.js




/** The chain of candidates for the commit before a release. */
function previousCommitChain(request, sources) {
    const { event, commits, deploy } = request;
    const [environment] = deploy.environments;
    const pages = { left: releases_MOST_PAGES };
    const ofEnvironment = once(async () => environment === undefined ? undefined : newestReleases(request, { ...sources, pages }, environment));
    const ofAny = once(async () => newestReleases(request, { ...sources, pages }, undefined));
    async function given() {
        const { previousCommit } = commits;
        return groupOf('input', previousCommit === undefined ? [] : [{ commit: previousCommit, source: 'input', why: 'given' }]);
    }
    async function releaseGroup(environment, { graph }) {
        const source = environment === undefined ? 'release' : 'environment';
        const [listed, newest] = await Promise.all([
            environment === undefined ? ofAny() : ofEnvironment(),
            graph?.()
        ]);
        return listed === undefined
            ? groupOf(source, [])
            : groupOf(source, await candidatesOf(listed.releases, listed.sources, { environment, graph: newest }));
    }
    return {
        prefetch() {
            if (commits.previousCommit === undefined)
                void (environment === undefined ? ofAny : ofEnvironment)().catch(() => undefined);
        },
        groups(head) {
            // the event's ref and `before` belong to the event's commit, so they say nothing of another one
            const isOfEvent = event.commit.kind === 'commit' && !commits.isCommitGiven && head.tag === undefined;
            const tag = head.tag ?? (isOfEvent && event.ref?.isTag === true ? event.ref.name : undefined);
            const before = isOfEvent ? event.before : undefined;
            const why = 'the state of the branch before this push';
            return [
                given,
                ...(environment === undefined ? [] : [() => releaseGroup(environment, head)]),
                () => releaseGroup(undefined, head),
                ...(tag === undefined ? [] : [() => tagGroup(tag, head, sources)]),
                ...(before === undefined
                    ? []
                    : [async () => groupOf('push', [{ commit: before, source: 'push', why }])])
            ];
        }
    };
}
function groupOf(source, candidates) {
    return { source, candidates };
}
async function newestReleases({ version, commits }, { sentry, organization, projects, readRelease, pages }, environment) {
    // without projects of its own a run that only adds to a release takes those of the release
    const fact = projects.length === 0 ? await readRelease() : undefined;
    const those = fact?.kind === 'there' ? fact.release.projects.map(project => project.slug) : projects;
    const repository = commits.repo ?? '';
    const sources = { sentry, organization, projects: those, version, repository, pages };
    return { releases: await releasesWithCommits(sources, environment), sources };
}
/** The tags before a tag. A GitHub that does not answer costs only these candidates. */
async function tagGroup(tag, { head, graph }, { repository, log }) {
    if (repository === undefined)
        return groupOf('tag', []);
    const newest = (await graph?.())?.commits;
    try {
        const tags = await earlierTags(repository, { tag, head, ...(newest === undefined ? {} : { newest }) });
        return groupOf('tag', tags.map(({ name, commit, why }) => ({ commit, source: 'tag', why: `the tag ${name}, ${why}` })));
    }
    catch (error) {
        if (!isOfSource(error))
            throw error;
        log.notice(`The previous tag could not be looked up: ${error.message}. ${error.remedy}`);
        return groupOf('tag', []);
    }
}

;// CONCATENATED MODULE: ./lib/release/commits/sources/source.js
/** A commit without the files that were read only to choose it. */
function source_withoutFiles({ files: _files, ...commit }) {
    return commit;
}
/** GitHub's largest page: so many commits of a history are known after one request. */
const KNOWN_COMMITS = 100;
/**
 * @param commits the newest of a history, head first, in an order in which GitHub and git list them: what is missing is older
 */
function graphOf(commits) {
    const byKey = new Map(commits.map(commit => [commit.sha, commit]));
    const known = new Set(commits.flatMap(({ sha, parents }) => [sha, ...parents]));
    /** A commit and all of its ancestors, as far as they are known. */
    function reached(from) {
        const found = new Set([from]);
        for (const sha of found)
            for (const parent of byKey.get(sha)?.parents ?? [])
                found.add(parent);
        return found;
    }
    return {
        commits,
        find(sha) {
            const wanted = sha.toLowerCase();
            if (known.has(wanted))
                return wanted;
            const fitting = wanted.length >= 7 ? [...known].filter(one => one.startsWith(wanted)) : [];
            return fitting.length === 1 ? fitting[0] : undefined;
        },
        since(base) {
            if (!known.has(base))
                return undefined;
            const before = reached(base);
            const after = commits.filter(({ sha }) => !before.has(sha));
            // a commit without parents may begin a history of its own, or its parents were not told
            const isWhole = after.every(({ parents }) => parents.length > 0 && parents.every(parent => byKey.has(parent) || before.has(parent)));
            return isWhole ? after : undefined;
        },
        before(wanted) {
            if (![...wanted].every(sha => byKey.has(sha)))
                return undefined;
            let at = commits.at(0)?.parents.at(0);
            while (at !== undefined) {
                const held = reached(at);
                if (![...wanted].some(sha => held.has(sha)))
                    return at;
                at = byKey.get(at)?.parents.at(0);
            }
            return undefined;
        }
    };
}

;// CONCATENATED MODULE: ./lib/release/commits/sources/paths.js

/**
 * Globs as git's pathspecs: a folder stands for all that is in it, `*` stops at `/`, `**` does not, and dots are as other
 * characters. `!` excludes; the last pattern that fits a path decides. Only exclusions: all else is included.
 */
function createPathFilter(patterns) {
    const rules = patterns.map(parse).map(({ excludes, glob }) => ({
        excludes,
        fits: globOf(glob)
    }));
    const otherwise = rules.every(rule => rule.excludes);
    return path => {
        const last = rules.findLast(rule => rule.fits(path));
        return last === undefined ? otherwise : !last.excludes;
    };
}
/**
 * The folders and files that hold everything the patterns can include, such as `packages/web` for `packages/web/**`.
 * @returns `undefined` when some pattern begins with a wildcard, so that nothing can be ruled out
 */
function literalPrefixes(patterns) {
    const prefixes = patterns
        .map(parse)
        .filter(pattern => !pattern.excludes)
        .map(pattern => literalPrefix(pattern.glob));
    return prefixes.length === 0 || prefixes.includes('') ? undefined : [...new Set(prefixes)];
}
/** The folders in front of the first one that may hold a wildcard. */
function literalPrefix(glob) {
    const folders = glob.split('/');
    const wild = folders.findIndex(folder => /[*?[\]{}()!+@|\\]/.test(folder));
    return (wild === -1 ? folders : folders.slice(0, wild)).join('/');
}
/** What a pattern has to be, if this one cannot be used. */
function patternProblem(pattern) {
    const { glob } = parse(pattern);
    if (glob === '')
        return 'a pattern after !';
    if (glob.length > LONGEST_GLOB)
        return `patterns of at most ${LONGEST_GLOB} characters`;
    const unknown = unknownSign(glob);
    if (unknown !== undefined)
        return `patterns of *, ** (whole folders), ? and [a-z]; write each alternative of ${unknown} as a pattern`;
    // the list is split at commas, also at those inside braces
    const opened = glob.split('{').length;
    const closed = glob.split('}').length;
    return opened === closed
        ? undefined
        : 'patterns without commas in braces: write each alternative as a pattern';
}
function parse(pattern) {
    const excludes = pattern.startsWith('!');
    const given = pattern.slice(excludes ? 1 : 0);
    const glob = (0,text_clean/* withoutTrailing */.hT)(given.replace(/^\.?\/+/, ''), '/');
    // `.` and `/` stand for the whole repository
    const isRoot = glob === '.' || (glob === '' && given !== '');
    return { excludes, glob: isRoot ? '**' : glob };
}
/** A longer pattern names no path that git can hold, and each character costs a look at the path. */
const LONGEST_GLOB = 1_000;
/**
 * A glob as git's `:(glob)` has it: `*`, `?` and `[a-z]` stop at `/`, a segment `**` does not, `\` takes the next character as it
 * is; every other character stands for itself. A folder stands for all that is in it.
 *
 * No regular expression is made of it: for those `*a*a*a*a*b` takes minutes. This takes at most one step for each character of the
 * pattern and each of the path.
 */
function globOf(pattern) {
    const segments = [...pattern.split('/').map(segmentOf), '**'];
    return path => matchesInOrder(segments, path.split('/'), FOLDERS);
}
/** What only other globs know, as the pattern has it: alternatives that would stand for themselves here. */
function unknownSign(pattern) {
    return /[@?*+!]\(|\{[^{}]{1,200}(?:,|\.\.)[^{}]{0,200}\}/.exec(pattern)?.[0];
}
/**
 * Matches a list against a pattern with wildcards. Only the last wildcard ever needs to take more: what stood before it fits as
 * early as it can, so nothing is gained by another way.
 */
function matchesInOrder(pattern, items, { isWild, fits }) {
    let at = 0;
    let lastWild = -1;
    let taken = 0;
    for (let index = 0; index < items.length;) {
        const part = pattern[at];
        const item = items[index];
        if (part !== undefined && isWild(part)) {
            lastWild = at;
            taken = index;
            at += 1;
        }
        else if (part !== undefined && item !== undefined && fits(part, item)) {
            at += 1;
            index += 1;
        }
        else if (lastWild !== -1) {
            taken += 1;
            at = lastWild + 1;
            index = taken;
        }
        else
            return false;
    }
    return pattern.slice(at).every(isWild);
}
const FOLDERS = { isWild: (segment) => segment === '**', fits: fitsSegment };
function fitsSegment(segment, name) {
    return segment !== '**' && matchesInOrder(segment, Array.from(name), CHARACTERS);
}
const CHARACTERS = {
    isWild: (token) => token === '*',
    fits: (token, character) => token !== '*' && token(character)
};
function segmentOf(text) {
    if (text === '**')
        return '**';
    const tokens = [];
    const characters = Array.from(text);
    for (let index = 0; index < characters.length; index += 1) {
        const character = characters[index] ?? '';
        const choice = character === '[' ? choiceAt(characters, index) : undefined;
        if (character === '*') {
            if (tokens.at(-1) !== '*')
                tokens.push('*');
        }
        else if (character === '?')
            tokens.push(() => true);
        else if (choice !== undefined) {
            tokens.push(choice.fits);
            index = choice.end;
        }
        else {
            const isEscape = character === '\\' && index + 1 < characters.length;
            if (isEscape)
                index += 1;
            const literal = characters[index];
            tokens.push(other => other === literal);
        }
    }
    return tokens;
}
/** Reads `[abc]`, `[a-z]` or `[!a]`; `undefined` where no bracket closes it: then it stands for itself. */
function choiceAt(characters, start) {
    const excludes = characters[start + 1] === '!' || characters[start + 1] === '^';
    const first = start + (excludes ? 2 : 1);
    // a bracket that stands first is one of the choices
    const end = characters.indexOf(']', first + 1);
    if (end === -1)
        return undefined;
    const given = characters.slice(first, end);
    const fits = (character) => given.some((one, index) => given[index + 1] === '-' && given[index + 2] !== undefined
        ? one <= character && character <= (given[index + 2] ?? '')
        : one === character);
    return { fits: character => fits(character) !== excludes, end };
}

;// CONCATENATED MODULE: ./lib/release/commits/sources/github.js







/** The files of each commit cost a request. The files of at most this many commits are read. */
const MAX_LOOKUPS = 100;
/** With paths every commit of a range has to be looked at. At most this many are read. */
const MAX_LOOKED_AT = 5_000;
/** Reads commits with GitHub's API; no checkout is needed. */
function githubSource(repository, options) {
    const { maxCommits, paths, files, log } = options;
    const max = paths.length > 0 ? MAX_LOOKED_AT : maxCommits;
    const graphs = new Map();
    const comparisons = new Map();
    async function readGraph(head) {
        const commits = (await repository.commits({ sha: head, perPage: KNOWN_COMMITS })) ?? [];
        return commits.length === 0 ? undefined : graphOf(commits);
    }
    async function orWalked({ base, head }, compared) {
        if (compared.kind !== 'unavailable')
            return compared;
        log.info(`${compared.failure.message}; reading the history up to ${(0,text_names/* short */.h0)(base)} instead.`);
        return walk(repository, { base, head, max, log });
    }
    const compareOnce = (base, head) => kept(comparisons, `${base}...${head}`, async () => orWalked({ base, head }, await repository.compare({ base, head, page: 1, perPage: PER_PAGE })));
    /** The commits of a range, at most as many as are looked at. */
    async function rangeOf(base, head) {
        const known = (await graphs.get(head))?.since(base);
        if (known !== undefined)
            return { commits: known, total: known.length };
        const first = await compareOnce(base, head);
        if (first.kind !== 'related')
            return { commits: [], total: 0 };
        const whole = 'files' in first
            ? await orWalked({ base, head }, await repository.comparison({ base, head, max, first }))
            : first;
        return whole.kind === 'related'
            ? { commits: whole.commits, total: whole.totalCommits }
            : { commits: [], total: 0 };
    }
    async function withFiles(commits) {
        if (commits.length > MAX_LOOKUPS)
            throw new run_failure/* Failure */.HR(RELEASE_FAILURES.tooManyLookups, `The changed files of ${commits.length} commits would need as many requests to GitHub; at most ${MAX_LOOKUPS} are made`);
        return Promise.all(commits.map(async (commit) => {
            const changed = await repository.changedFiles(commit.sha);
            if (!changed.isWhole)
                log.warning(`GitHub lists only the first ${MAX_FILES} files of ${(0,text_names/* short */.h0)(commit.sha)}. set_commits: local reads them all.`);
            return { ...commit, files: changed.files };
        }));
    }
    const sent = (commits) => files ? commits : commits.map(source_withoutFiles);
    async function touching(commits) {
        const wanted = createPathFilter(paths);
        return (await withFiles(commits)).filter(commit => commit.files?.some(file => wanted(file.path)));
    }
    /** The newest that touch the paths: looked at a few at a time, until there are enough. */
    async function newestTouching(head, count) {
        const listed = (await newestListed(head)).slice(0, MAX_LOOKUPS);
        const found = [];
        for (let at = 0; at < listed.length && found.length < count; at += count)
            found.push(...(await touching(listed.slice(at, at + count))));
        const commits = sent(found.slice(0, count));
        return { commits, total: commits.length };
    }
    /** The newest commits of the folders that the patterns begin with; of all, when a pattern begins with a wildcard. */
    async function newestListed(head) {
        const prefixes = literalPrefixes(paths);
        if (prefixes === undefined)
            return (await repository.commits({ sha: head, perPage: PER_PAGE })) ?? [];
        const lists = await Promise.all(prefixes.map(path => github_firstOf(repository.history({ sha: head, path }))));
        const bySha = new Map(lists.flat().map(commit => [commit.sha, commit]));
        const all = [...bySha.values()];
        return lists.length === 1 ? all : all.toSorted((a, b) => timeOf(b) - timeOf(a));
    }
    return {
        kind: 'github',
        gap: undefined,
        checkedOut: undefined,
        resolve: async (name) => (await repository.commit(name))?.sha,
        graph: head => kept(graphs, head, () => readGraph(head)),
        async compare(base, head) {
            const compared = await compareOnce(base, head);
            return compared;
        },
        relate: (base, head) => repository.relation({ base, head }),
        async since(base, head) {
            const { commits, total } = await rangeOf(base, head);
            if (paths.length === 0) {
                const newest = commits.slice(0, maxCommits);
                return { commits: files ? await withFiles(newest) : newest, total };
            }
            if (total > commits.length)
                log.warning(`The range has ${total} commits; the paths were looked for in the newest ${commits.length} only.`);
            const all = await touching(await narrowed(repository, { commits, head, paths }));
            return { commits: sent(all.slice(0, maxCommits)), total: all.length };
        },
        async newest(head, count) {
            if (paths.length > 0)
                return newestTouching(head, count);
            const graph = await kept(graphs, head, () => readGraph(head));
            const commits = graph?.commits.slice(0, count) ?? [];
            return { commits: files ? await withFiles(commits) : commits, total: commits.length };
        }
    };
}
/** The first page; empty when there is none. */
async function github_firstOf(pages) {
    for await (const page of pages)
        return page;
    return [];
}
/** Reads a thing once by its key; what was read stays. */
function kept(map, key, read) {
    const known = map.get(key) ?? read();
    map.set(key, known);
    return known;
}
/** Milliseconds since 1970; 0 for a commit without a date. */
function timeOf({ date }) {
    const time = Date.parse(date ?? '');
    return Number.isNaN(time) ? 0 : time;
}
/**
 * What a comparison would say, from the list of commits: for differences that are too large for GitHub to compare. The history is
 * read until the base is found or so many commits are read that no more are wanted.
 */
async function walk(repository, { base, head, max, log }) {
    const commits = [];
    let isCut = false;
    for await (const page of repository.history({ sha: head })) {
        const position = page.findIndex(commit => commit.sha === base);
        commits.push(...(position === -1 ? page : page.slice(0, position)));
        if (position !== -1)
            return since(base, commits, max);
        // a short page is the last one: the base is in no other
        if (commits.length >= max && page.length >= PER_PAGE) {
            isCut = true;
            break;
        }
    }
    if (!isCut)
        return { kind: 'not-found' };
    log.warning(`${(0,text_names/* short */.h0)(base)} is not among the newest ${commits.length} commits of ${(0,text_names/* short */.h0)(head)}; the newest ${max} are taken (max_commits).`);
    return since(base, commits.slice(0, max), max);
}
function since(base, commits, max) {
    const counts = { aheadBy: commits.length, behindBy: 0, totalCommits: commits.length };
    return { kind: 'related', status: 'ahead', ...counts, mergeBase: base, commits: commits.slice(0, max) };
}
/** The commits that GitHub lists for the folders that the patterns begin with; all, when a pattern begins with a wildcard. */
async function narrowed(repository, { commits, head, paths }) {
    const prefixes = literalPrefixes(paths);
    if (prefixes === undefined)
        return commits;
    const inRange = new Set(commits.map(commit => commit.sha));
    const touching = await Promise.all(prefixes.map(path => touchingCommits(repository, { head, path, inRange })));
    const all = new Set(touching.flat());
    return commits.filter(commit => all.has(commit.sha));
}
async function touchingCommits(repository, { head, path, inRange }) {
    const touching = [];
    for await (const page of repository.history({ sha: head, path })) {
        const found = page.map(commit => commit.sha).filter(sha => inRange.has(sha));
        touching.push(...found);
        // a page without a commit of the range lies before it
        if (found.length === 0)
            break;
    }
    return touching;
}

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(1421);
;// CONCATENATED MODULE: ./lib/git/executable.js


/** What Windows runs when nothing else is set; scripts (`.cmd`, `.bat`) would need a shell. */
const WINDOWS_PROGRAMS = ['.exe', '.com'];
/**
 * The absolute path of a program, found in the folders of `PATH` in their order. A program started by its name alone is looked for
 * in the working folder first on Windows, which is the checkout: whoever can push a `git.exe` would be run.
 * @returns `undefined` when there is none; relative and empty entries, and those inside an untrusted folder, are passed over
 */
function findProgram(name, places) {
    const { env, platform, untrusted, isProgram } = places;
    const isWindows = platform === 'win32';
    const paths = isWindows ? external_node_path_.win32 : external_node_path_.posix;
    const folders = (variable(env, 'PATH', isWindows) ?? '')
        .split(paths.delimiter)
        .map(folder => (isWindows ? folder.trim().replace(/^"([^"]*)"$/, '$1') : folder))
        .filter(folder => isAbsolute(folder, isWindows) && !untrusted.some(one => isInside(folder, one, paths)));
    const names = isWindows ? windowsNames(name, variable(env, 'PATHEXT', true)) : [name];
    return folders.flatMap(folder => names.map(file => paths.join(folder, file))).find(isProgram);
}
/** Of the programs that Windows knows those that need no shell, in its order. */
function windowsNames(name, given) {
    const known = (given ?? '')
        .split(';')
        .map(extension => extension.trim().toLowerCase())
        .filter(extension => WINDOWS_PROGRAMS.includes(extension));
    return (known.length === 0 ? WINDOWS_PROGRAMS : known).map(extension => name + extension);
}
/** `\folder` and `C:folder` depend on the present drive and folder. */
function isAbsolute(folder, isWindows) {
    return isWindows ? /^(?:[A-Za-z]:[\\/]|[\\/]{2}[^\\/])/.test(folder) : external_node_path_.posix.isAbsolute(folder);
}
function isInside(folder, outer, paths) {
    if (outer === '')
        return false;
    const way = paths.relative(outer, folder);
    return way === '' || !(way === '..' || way.startsWith(`..${paths.sep}`) || paths.isAbsolute(way));
}
/** Names of variables have no case on Windows: it is mostly `Path`. */
function variable(env, name, isWindows) {
    if (!isWindows)
        return env[name];
    return Object.entries(env).find(([known]) => known.toUpperCase() === name)?.[1];
}
/** Whether a file can be run here. */
function isExecutable(file) {
    try {
        (0,external_node_fs_.accessSync)(file, external_node_fs_.constants.X_OK);
        return (0,external_node_fs_.statSync)(file).isFile();
    }
    catch {
        return false;
    }
}

;// CONCATENATED MODULE: ./lib/git/git.js





const MAX_OUTPUT = 128 * 1024 * 1024;
/** All that git needs of the job's environment. Everything else (`GIT_DIR`, secrets) stays away from it. */
const PASSED_ON = ['PATH', 'LD_LIBRARY_PATH', 'SYSTEMROOT', 'TMPDIR', 'TEMP', 'TMP'];
/** Settings that hold whatever the checkout's own configuration says. */
const SETTINGS = ['--no-pager', '--no-replace-objects', '-c', 'log.showRoot=true'];
/**
 * Prepares git commands in one checkout: without a shell, without the user's and the system's configuration, without
 * questions and without the network. No configuration is written.
 *
 * @param options.directory the checkout's top folder, absolute and without symbolic links: git is told to trust it
 * @param options.env the job's environment
 * @param options.signal ends a running command; the command then throws the signal's reason
 */
function openGit(options) {
    const { directory, signal } = options;
    const env = gitEnvironment(options.env);
    const program = findProgram('git', {
        env: options.env,
        platform: process.platform,
        untrusted: [directory, options.env['GITHUB_WORKSPACE'] ?? ''],
        isProgram: isExecutable
    });
    return (args, { statuses = [0] } = {}) => {
        signal.throwIfAborted();
        const allArgs = [...SETTINGS, '-c', `safe.directory=${directory}`, ...args];
        return new Promise((resolve, reject) => {
            const running = { cwd: directory, env, signal, encoding: 'buffer', maxBuffer: MAX_OUTPUT };
            if (program === undefined)
                return reject(new run_failure/* Failure */.HR(GIT_FAILURES.missing, 'git is not installed'));
            (0,external_node_child_process_.execFile)(program, allArgs, running, (error, output, complaint) => {
                if (signal.aborted)
                    return reject(signal.reason);
                const status = error?.code ?? 0;
                if (typeof status === 'number' && statuses.includes(status))
                    return resolve({ status, output });
                return reject(gitFailure({ command: args[0] ?? '', error, complaint: complaint.toString() }));
            });
        });
    };
}
function gitEnvironment(env) {
    const passedOn = Object.entries(env).filter(([name]) => PASSED_ON.includes(name.toUpperCase()));
    const kept = {
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_TERMINAL_PROMPT: '0',
        GIT_OPTIONAL_LOCKS: '0',
        GIT_NO_LAZY_FETCH: '1',
        LC_ALL: 'C'
    };
    for (const [name, value] of passedOn)
        if (value !== undefined)
            kept[name] = value;
    return kept;
}
function gitFailure(options) {
    const { command, error, complaint } = options;
    const cause = { cause: error };
    if (error?.code === 'ENOENT')
        return new run_failure/* Failure */.HR(GIT_FAILURES.missing, 'git is not installed', cause);
    if (error?.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') {
        return new run_failure/* Failure */.HR(GIT_FAILURES.tooMuch, `git ${command} printed too much`, cause);
    }
    const reason = complaint.trim() || error?.message || 'no reason given';
    return new run_failure/* Failure */.HR(GIT_FAILURES.failed, `git ${command} failed: ${(0,text_clean/* clean */.uH)(reason, 300)}`, cause);
}

;// CONCATENATED MODULE: ./lib/git/commit-name.js

/** What no ref name may hold: control characters, space and `~ ^ : ? * [ \\`. */
const FORBIDDEN = /[\p{Cc} ~^:?*[\\]/u;
/**
 * Whether a text may name a commit: 7 to 64 hex digits, or the name of a branch or tag. Such a name can be handed to
 * git and put into an address: it is no option, no range (`a..b`), no path (`a:b`) and no search (`a^{/b}`, `a@{1}`).
 * The rules of names are those of git-check-ref-format(1).
 */
function isCommitName(text) {
    return (0,text_names/* isShaLike */.a$)(text) || isRefName(text);
}
function isRefName(text) {
    if (text === '' || text === '@' || text.startsWith('-') || text.endsWith('.'))
        return false;
    if (FORBIDDEN.test(text) || text.includes('..') || text.includes('@{'))
        return false;
    return text.split('/').every(part => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));
}

;// CONCATENATED MODULE: ./lib/git/log.js

/**
 * What `git log` is told to print for `parseLog`: fields and files end in NUL, which neither messages nor paths hold.
 * The body is last; git turns the encoding that a commit names into UTF-8.
 */
const LOG_FORMAT = [
    '-z',
    '--format=tformat:%H%x00%P%x00%an%x00%ae%x00%at%x00%B%x00',
    '--encoding=UTF-8',
    '--no-color',
    '--no-decorate',
    '--no-notes',
    '--no-mailmap',
    '--no-show-signature'
];
/** Files against the first parent, as they are: no guesses at renames, no external programs, submodules too. */
const LOG_FILES = [
    '--name-status',
    '--diff-merges=first-parent',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--ignore-submodules=none'
];
/**
 * Parses what `git log` printed with `LOG_FORMAT`, with or without `LOG_FILES`.
 *
 * @param options.output as git printed it; bytes that are no UTF-8 become U+FFFD
 * @param options.files whether the files were asked for
 * @param options.cut the commits whose parents a shallow clone lacks: git shows all their files as added
 */
function parseLog(options) {
    const tokens = tokensOf(options.output);
    const commits = [];
    let files = [];
    for (const token of tokens) {
        // Between a commit and its files git prints a line break, after a commit a second NUL.
        const start = token.replace(/^\n/, '');
        if ((0,text_names/* isFullSha */.Wf)(start)) {
            files = [];
            const known = options.files && !options.cut.has(start);
            commits.push(readCommit({ sha: start, tokens, files: known ? files : undefined }));
        }
        else if (start !== '') {
            files.push({ type: changeOf(start), path: next(tokens) });
        }
    }
    return commits;
}
function readCommit(options) {
    const { sha, tokens, files } = options;
    const parents = next(tokens);
    const authorName = next(tokens) || undefined;
    const authorEmail = next(tokens) || undefined;
    const date = dateOf(next(tokens));
    const message = next(tokens).trimEnd() || undefined;
    return { sha, message, authorName, authorEmail, date, parents: parents.split(' ').filter(text_names/* isFullSha */.Wf), files };
}
function* tokensOf(output) {
    let start = 0;
    while (start < output.length) {
        const end = output.indexOf(0, start);
        yield output.toString('utf8', start, end === -1 ? output.length : end);
        if (end === -1)
            return undefined;
        start = end + 1;
    }
    return undefined;
}
function next(tokens) {
    const { value, done } = tokens.next();
    return done ? '' : value;
}
/** Type changes (`T`) and whatever else is neither an addition nor a deletion count as modified. */
function changeOf(status) {
    return status === 'A' || status === 'D' ? status : 'M';
}
/** Seconds since 1970; commits may hold times that no calendar has. */
function dateOf(seconds) {
    const date = new Date(seconds === '' ? Number.NaN : Number(seconds) * 1000);
    return Number.isNaN(date.getTime()) ? undefined : date.toISOString().replace('.000Z', 'Z');
}

;// CONCATENATED MODULE: ./lib/git/checkout.js







/** What to do about a shallow clone; a sentence for messages. */
const SHALLOW_EXPLAINED = 'The checkout is shallow, so older commits are missing in it: use actions/checkout with fetch-depth: 0, or set_commits: github, which needs no checkout.';
/**
 * Opens the git checkout that holds a folder.
 *
 * @param options.directory any folder of the checkout, absolute
 * @param options.env the job's environment; only what git needs of it is passed on
 * @param options.signal ends running commands
 * @returns a reason instead of a history when there is no git, no folder or no checkout
 */
async function openHistory(options) {
    const { env, signal } = options;
    if (!isFolder(options.directory)) {
        return { kind: 'no-history', reason: `there is no folder ${(0,text_clean/* clean */.uH)(options.directory, 200)}` };
    }
    const directory = topFolder((0,external_node_fs_.realpathSync)(options.directory));
    if (directory === undefined) {
        const reason = `the folder ${(0,text_clean/* clean */.uH)(options.directory, 200)} is not in a git checkout (actions/checkout makes one)`;
        return { kind: 'no-history', reason };
    }
    const git = openGit({ directory, env, signal });
    try {
        return await readHistory(directory, git);
    }
    catch (error) {
        if (!(error instanceof run_failure/* Failure */.HR))
            throw error;
        return { kind: 'no-history', reason: error.message };
    }
}
async function readHistory(directory, git) {
    const { output } = await git(['rev-parse', '--is-shallow-repository', '--git-path', 'shallow']);
    const [shallow, shallowFile] = output.toString().split('\n');
    const isShallow = shallow === 'true';
    const cut = new Set(isShallow ? linesOf(external_node_path_.resolve(directory, shallowFile ?? '')) : []);
    return {
        kind: 'history',
        directory,
        isShallow,
        head: await resolveOne(git, 'HEAD'),
        resolve: name => resolve(git, name),
        relation: ends => relate({ git, isShallow, ...ends }),
        range: range => readRange({ git, cut, ...range })
    };
}
/** A branch that was only fetched has no local name: `main` may stand as `origin/main` alone. */
async function resolve(git, name) {
    if (!isCommitName(name))
        return undefined;
    return (await resolveOne(git, name)) ?? (await resolveOne(git, `refs/remotes/origin/${name}`));
}
async function resolveOne(git, name) {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
    const { output } = await git(args, { statuses: [0, 1, 128] });
    return output.toString().trim() || undefined;
}
async function relate(options) {
    const { git, isShallow, base, head } = options;
    const found = await Promise.all([resolveOne(git, base), resolveOne(git, head)]);
    if (found.includes(undefined))
        return { kind: 'not-found' };
    const ancestor = await git(['merge-base', '--end-of-options', base, head], { statuses: [0, 1] });
    const mergeBase = ancestor.output.toString().trim();
    if (mergeBase === '')
        return { kind: isShallow ? 'unknown' : 'no-common-ancestor' };
    const counted = await git(['rev-list', '--left-right', '--count', '--end-of-options', `${base}...${head}`]);
    const [behindBy = 0, aheadBy = 0] = counted.output.toString().split('\t').map(Number);
    return { kind: 'related', status: checkout_statusOf(aheadBy, behindBy), aheadBy, behindBy, mergeBase };
}
function checkout_statusOf(aheadBy, behindBy) {
    if (aheadBy > 0)
        return behindBy > 0 ? 'diverged' : 'ahead';
    return behindBy > 0 ? 'behind' : 'identical';
}
async function readRange(options) {
    const { git, cut, previous, commit, max, files } = options;
    const range = ['--end-of-options', commit, ...(previous === undefined ? [] : [`^${previous}`])];
    const counted = await git(['rev-list', '--count', ...range]);
    const logged = await git([
        'log',
        ...LOG_FORMAT,
        ...(files ? LOG_FILES : []),
        `--max-count=${max}`,
        ...range
    ]);
    return {
        commits: parseLog({ output: logged.output, files, cut }),
        total: Number(counted.output.toString())
    };
}
/** The nearest folder upwards that holds `.git`, which is a file in submodules and linked worktrees. */
function topFolder(directory) {
    if ((0,external_node_fs_.existsSync)(external_node_path_.join(directory, '.git')))
        return directory;
    const parent = external_node_path_.dirname(directory);
    return parent === directory ? undefined : topFolder(parent);
}
function isFolder(directory) {
    return (0,external_node_fs_.statSync)(directory, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
function linesOf(file) {
    return (0,external_node_fs_.readFileSync)(file, 'utf8').split('\n');
}

;// CONCATENATED MODULE: ./lib/release/commits/sources/checkout.js



/** With paths every commit of a range has to be looked at. At most this many are. */
const checkout_MAX_LOOKED_AT = 20_000;
/** The newest commits that touch the paths are looked for among this many first. */
const FIRST_LOOKED_AT = 1_000;
/** Reads commits from the checkout that holds a folder; a reason, when there is none. */
async function localSource(options) {
    const history = await openHistory(options);
    if (history.kind === 'no-history')
        return { kind: 'none', reason: history.reason };
    return sourceOf(history, options);
}
function sourceOf(history, { maxCommits, paths, files, log }) {
    const readsFiles = files || paths.length > 0;
    const wanted = createPathFilter(paths);
    async function relate(base, head) {
        const from = await history.resolve(base);
        if (from === undefined)
            return { kind: 'not-found' };
        const relation = await history.relation({ base: from, head });
        if (relation.kind === 'related')
            return { ...relation, totalCommits: relation.aheadBy };
        return { kind: relation.kind === 'no-common-ancestor' ? 'no-common-ancestor' : 'not-found' };
    }
    const touching = (commits) => paths.length === 0 ? commits : commits.filter(commit => commit.files?.some(file => wanted(file.path)));
    const sent = (commits) => files ? commits : commits.map(source_withoutFiles);
    async function read(previous, commit, max) {
        return history.range({ previous, commit, max, files: readsFiles });
    }
    return {
        kind: 'local',
        gap: history.isShallow ? SHALLOW_EXPLAINED : undefined,
        checkedOut: history.head,
        resolve: name => history.resolve(name),
        async graph(head) {
            if ((await history.resolve(head)) === undefined)
                return undefined;
            const range = { previous: undefined, commit: head, max: KNOWN_COMMITS, files: false };
            return graphOf((await history.range(range)).commits);
        },
        compare: relate,
        relate,
        async since(base, head) {
            const { commits, total } = await read(base, head, paths.length > 0 ? checkout_MAX_LOOKED_AT : maxCommits);
            if (paths.length > 0 && total > commits.length)
                log.warning(`The range has ${total} commits; the paths were looked for in the newest ${commits.length} only.`);
            const all = touching(commits);
            return { commits: sent(all.slice(0, maxCommits)), total: paths.length === 0 ? total : all.length };
        },
        async newest(head, count) {
            const first = await read(undefined, head, paths.length === 0 ? count : FIRST_LOOKED_AT);
            const found = touching(first.commits);
            const isEnough = paths.length === 0 || found.length >= count || first.total <= FIRST_LOOKED_AT;
            const all = isEnough ? found : touching((await read(undefined, head, checkout_MAX_LOOKED_AT)).commits);
            const commits = sent(all.slice(0, count));
            return { commits, total: commits.length };
        }
    };
}

;// CONCATENATED MODULE: ./lib/release/read.js

















/**
 * Reads what the plan depends on, and nothing that the inputs already say.
 * @throws Failure as the gateway, GitHub and git do, and when organization or projects are not clear
 */
async function readFacts(request, tools) {
    const { sentry } = tools;
    const { access } = request;
    const organization = access.organization ?? (await onlyOrganization(sentry));
    try {
        return await factsIn(organization, request, tools);
    }
    catch (error) {
        const { projects, projectsFrom, organizationFrom } = access;
        throw await explainScope(error, { sentry, organization, organizationFrom, projects, projectsFrom });
    }
}
async function factsIn(organization, request, tools) {
    const { sentry, connection, context } = tools;
    const { access, parts, version } = request;
    const isCreated = parts.has('release');
    const projects = access.projects.length === 0 && isCreated ? [await onlyProject(sentry, organization)] : access.projects;
    const readRelease = once(() => releaseFact({ sentry, context }, { organization, version }));
    if (!isCreated && (await readRelease()).kind === 'absent') {
        throw new run_failure/* Failure */.HR(RELEASE_FAILURES.releaseMissing, `The organization ${(0,text_clean/* clean */.uH)(organization, 100)} has no release ${(0,text_clean/* clean */.uH)(version, 200)} whose projects the connection sees`);
    }
    const reads = associationReads(request, { ...tools, organization, projects, readRelease });
    const association = await unlessDown(associate(request, reads, context.log), request);
    const isRead = access.dryRun || !isCreated || willAssociate(request);
    const notRead = { kind: 'not-read' };
    // it is needed for the commits only: the answer to the first write tells the rest
    const isNeeded = association.kind !== 'unread' || access.dryRun || !isCreated;
    const release = isRead ? await (isNeeded ? readRelease() : orWhenDown(readRelease(), notRead)) : notRead;
    return { connection, organization, projects, release, association };
}
async function releaseFact({ sentry, context }, name) {
    const reply = await unlessAbsent(sentry.call('get-release', { ...name }), undefined);
    if (reply === undefined)
        return { kind: 'absent' };
    if ((0,text_json/* recordOf */.zv)(reply.json)['status'] === 'archived')
        context.log.notice(`The release ${name.version} is archived in Sentry, and stays so: lists do not show it.`);
    return { kind: 'there', release: decodeRelease(reply.json) };
}
function associationReads(request, sources) {
    const { sentry, organization, context, readRelease } = sources;
    const { repo, paths, files, maxCommits, workingDirectory } = request.commits;
    const repository = repo === undefined ? undefined : sources.openRepository(repo);
    const chain = previousCommitChain(request, { ...sources, repository, log: context.log });
    // one round trip for what does not depend on each other: the release, the repositories, the newest other release
    if (willAssociate(request)) {
        void readRelease().catch(() => undefined);
        chain.prefetch();
    }
    const options = { maxCommits, paths, log: context.log };
    return {
        heldCommits: async () => heldCommits(sentry, { organization, version: request.version }, await readRelease()),
        repositories: () => listRepositories(sentry, organization, repo),
        allRepositories: () => listRepositories(sentry, organization, undefined),
        github: () => repository === undefined
            ? { kind: 'none', reason: noRepository(request) }
            : githubSource(repository, { ...options, files: files === 'yes' }),
        local: once(() => localSource({
            ...options,
            files: files !== 'no',
            directory: workingDirectory,
            env: context.env,
            signal: context.signal
        })),
        openPull: () => openPullOfPush(request.event, { repository, log: context.log }),
        groups: head => chain.groups(head)
    };
}
function noRepository({ access, commits }) {
    return access.githubToken === undefined
        ? 'there is no github_token'
        : `${(0,text_clean/* clean */.uH)(commits.repo ?? '', 100)} is no owner/name`;
}
/**
 * The only project of an organization.
 * @throws Failure when it has none or several
 */
async function onlyProject(sentry, organization) {
    const slugs = (await scope_projectsOf(sentry, organization)).map(project => project.slug);
    const [only] = slugs;
    if (only !== undefined && slugs.length === 1)
        return only;
    throw new run_failure/* Failure */.HR(RELEASE_FAILURES.projectsUnclear, `The organization ${(0,text_clean/* clean */.uH)(organization, 100)} has ${(0,text_names/* countedNames */.Zh)(slugs, 'project')}`);
}
/** Failures that pass by themselves: the server is down, or asked to wait longer than a run does. */
const DOWN = [
    GITHUB_FAILURES.unavailable,
    GITHUB_FAILURES.rateLimit,
    failures/* GATEWAY_FAILURES */.d.unavailable,
    failures/* GATEWAY_FAILURES */.d.rateLimited,
    failures/* GATEWAY_FAILURES */.d.authorizationExpired
];
/**
 * The commits as they were read; with `set_commits: auto` a source that is down does not take release and deploys along. A source
 * that was named is needed: its failure goes on.
 * @throws Failure as the reading does
 */
async function unlessDown(reading, { commits }) {
    try {
        return await reading;
    }
    catch (error) {
        if (commits.mode !== 'auto' || !(0,run_failure/* isOneOf */.EK)(error, DOWN))
            throw error;
        return {
            kind: 'unread',
            why: error.message,
            failure: unread(commits.repo ?? '', error),
            range: undefined
        };
    }
}
/** What was read, or something else where the server is down. */
async function orWhenDown(reading, otherwise) {
    try {
        return await reading;
    }
    catch (error) {
        if (!(0,run_failure/* isOneOf */.EK)(error, DOWN))
            throw error;
        return otherwise;
    }
}
function unread(repo, failure) {
    return new run_failure/* Failure */.HR(RELEASE_FAILURES.commitsUnread, `The commits of ${(0,text_clean/* clean */.uH)(repo, 100)} could not be read: run this job again to add them (${failure.message})`, { remedy: failure.remedy, cause: failure });
}

;// CONCATENATED MODULE: ./lib/release/plan.js

/** Plans the writes of a run. Pure; `now` is in milliseconds since 1970, by `Context.serverTime`. */
function planRelease(request, facts, now) {
    const { parts } = request;
    const known = facts.release.kind === 'there' ? facts.release.release : undefined;
    const creates = parts.has('release');
    const deploys = parts.has('deploy')
        ? request.deploy.environments.map(environment => deployOf(request, facts, { environment, now }))
        : [];
    return {
        release: creates ? createOf(request, facts, now) : undefined,
        update: known === undefined ? undefined : updateOf(request, facts, { known, commits: !creates, now }),
        deploys,
        present: []
    };
}
/** A plan without the deploys that are there already: another job of the run recorded them. */
function withPresent(plan, present) {
    const environments = new Set(present.map(({ environment }) => environment));
    return { ...plan, present, deploys: plan.deploys.filter(({ body }) => !environments.has(body.environment)) };
}
/** All writes of a plan, in their order. */
function writesOf(plan) {
    return [plan.release, plan.update, ...plan.deploys].filter(write => write !== undefined);
}
/** Whether a write gives the release commits in this way. */
function carries(write, way) {
    return write.operation !== 'create-deploy' && write.body[way] !== undefined;
}
function createOf(request, facts, now) {
    const { version, parts, ref, url } = request;
    return {
        operation: 'create-release',
        parameters: { organization: facts.organization },
        body: {
            version,
            projects: facts.projects,
            ...releaseFields({
                ref: ref?.value,
                url: url?.value,
                dateReleased: parts.has('finalize') ? now : undefined
            }),
            ...commitsOf(facts.association)
        },
        reason: 'create the release, or complete its projects'
    };
}
/**
 * What a release that exists still needs. Sentry's POST ignores every field of an existing release but its projects and commits;
 * a default never replaces what stands there, and a release that is finalized keeps its date.
 * @param options.commits whether the commits go with this write, because no `create-release` carries them
 */
function updateOf(request, facts, options) {
    const { version, parts, ref, url } = request;
    const { known, commits, now } = options;
    const isOurs = parts.has('release');
    const finalizes = parts.has('finalize') && known.dateReleased === undefined;
    const body = {
        ...releaseFields({
            ref: isOurs ? replacement(ref, known.ref) : undefined,
            url: isOurs ? replacement(url, known.url) : undefined,
            dateReleased: finalizes ? now : undefined
        }),
        ...(commits && parts.has('commits') ? commitsOf(facts.association) : {})
    };
    const fields = Object.keys(body);
    if (fields.length === 0)
        return undefined;
    return {
        operation: 'update-release',
        parameters: { organization: facts.organization, version },
        body,
        reason: `set ${fields.join(', ')} of the release that exists`
    };
}
/** The fields that have a value. `dateReleased` is in milliseconds since 1970. */
function releaseFields(fields) {
    const { ref, url, dateReleased } = fields;
    return {
        ...(ref === undefined ? {} : { ref }),
        ...(url === undefined ? {} : { url }),
        ...(dateReleased === undefined ? {} : { dateReleased: new Date(dateReleased).toISOString() })
    };
}
/** What an input puts in the place of what stands there. */
function replacement(field, present) {
    return field?.given === true && field.value !== present ? field.value : undefined;
}
/** Never an empty list: `refs: []` deletes the commits of a release. */
function commitsOf(association) {
    if (association.kind === 'list' && association.list.commits.length > 0)
        return { commits: association.list.commits };
    if (association.kind !== 'refs')
        return {};
    const { repository, head, previous, begin } = association.range;
    const previousCommit = begin ?? previous?.commit;
    return {
        refs: [{ repository, commit: head, ...(previousCommit === undefined ? {} : { previousCommit }) }]
    };
}
function deployOf({ deploy, access, version }, { organization }, { environment, now }) {
    const { name, url, startedAt, finishedAt } = deploy;
    return {
        operation: 'create-deploy',
        parameters: { organization, version },
        body: {
            environment,
            name,
            ...(url === undefined ? {} : { url }),
            ...(startedAt === undefined ? {} : { dateStarted: startedAt }),
            dateFinished: finishedAt ?? new Date(now).toISOString(),
            ...(access.projects.length === 0 ? {} : { projects: access.projects })
        },
        reason: `record the deploy to ${environment}`
    };
}
/** A write as people and the output `plan` are shown it: a list of commits by its count, first and last. */
function shownWrite(write) {
    const { operation, body } = write;
    const shown = { operation, effect: effectOf(write), target: call_targetOf(write) };
    if (operation === 'create-deploy' || body.commits === undefined)
        return { ...shown, body };
    const { commits, ...others } = body;
    const ids = commits.map(({ id }) => id);
    return { ...shown, body: { ...others, commits: { count: ids.length, first: ids.at(0), last: ids.at(-1) } } };
}

;// CONCATENATED MODULE: ./lib/release/write/explain.js







/** Failures after which nobody knows whether the write was carried out. */
const UNKNOWN_OUTCOME = [
    failures/* GATEWAY_FAILURES */.d.unavailable,
    failures/* GATEWAY_FAILURES */.d.notUnderstood,
    failures/* GATEWAY_FAILURES */.d.authorizationExpired,
    failures/* GATEWAY_FAILURES */.d.unreachable,
    failures/* GATEWAY_FAILURES */.d.cancelled,
    failures/* GATEWAY_FAILURES */.d.deadline
];
/**
 * Explains why a write failed. Sentry does not say which project it does not know, answers 404 when one project of a release cannot be
 * accessed, and stores a release before it refuses its refs or its commits.
 */
async function explain(failure, failed) {
    const { write, facts, sentry } = failed;
    if ((0,run_failure/* hasKind */.d0)(failure, UNKNOWN_OUTCOME)) {
        const outcome = `Whether ${write.operation} ${(0,text_clean/* clean */.uH)(call_targetOf(write), 300)} was carried out is not known.`;
        return { failure, halfDone: write.operation === 'create-deploy' ? undefined : outcome };
    }
    if ((0,run_failure/* hasKind */.d0)(failure, SCOPE_REFUSALS))
        return { failure: await refusedScope(failure, failed), halfDone: undefined };
    const isRefused = (0,run_failure/* hasKind */.d0)(failure, [failures/* GATEWAY_FAILURES */.d.rejected]);
    if (isRefused && failure.message.includes('Invalid project ids or slugs')) {
        const { organization } = facts;
        const projects = write.operation === 'create-release' ? facts.projects : failed.request.access.projects;
        return {
            failure: await explainProjects(failure, {
                sentry,
                organization,
                projects,
                projectsFrom: failed.request.access.projectsFrom
            }),
            halfDone: undefined
        };
    }
    const mayBeStored = isRefused || (0,run_failure/* hasKind */.d0)(failure, [failures/* GATEWAY_FAILURES */.d.conflict]);
    return { failure, halfDone: mayBeStored ? await storedWithoutCommits(failed) : undefined };
}
/** A release that was answered shows that organization and projects are right. */
async function refusedScope(failure, failed) {
    const { sentry, facts, request, known } = failed;
    if (known !== undefined || facts.release.kind === 'there')
        return explain_hidden(failure, failed);
    const { organization, projects } = facts;
    const { organizationFrom, projectsFrom } = request.access;
    const explained = await explainScope(failure, {
        sentry,
        organization,
        organizationFrom,
        projects,
        projectsFrom
    });
    return explained instanceof run_failure/* Failure */.HR ? explained : failure;
}
/** Sentry: refs and commits are looked at after the release was made. */
async function storedWithoutCommits({ write, facts, sentry, request }) {
    const { organization } = facts;
    const { version } = request;
    if (write.operation !== 'create-release' || !(carries(write, 'refs') || carries(write, 'commits')))
        return undefined;
    try {
        const there = await unlessAbsent(sentry.call('get-release', { organization, version }), undefined);
        return there === undefined
            ? undefined
            : `The release ${(0,text_clean/* clean */.uH)(version, 200)} is there all the same, without the commits of this run.`;
    }
    catch (error) {
        if (error instanceof run_failure/* Failure */.HR)
            return undefined;
        throw error;
    }
}
/** A 404 for a release that is there: the connection does not see all of its projects. */
function explain_hidden(failure, { known, facts }) {
    const release = known ?? (facts.release.kind === 'there' ? facts.release.release : undefined);
    if (release === undefined || !(0,run_failure/* hasKind */.d0)(failure, [failures/* GATEWAY_FAILURES */.d.notFound]))
        return failure;
    const projects = release.projects.map(project => (0,text_clean/* clean */.uH)(project.slug, 100)).join(', ');
    return new run_failure/* Failure */.HR(failure.kind, `${failure.message}; the release is there`, {
        cause: failure,
        remedy: `Sentry answers so when the connection may not access all projects of the release (${projects}): authorize it as a member who can.`
    });
}

;// CONCATENATED MODULE: ./lib/release/write/shared-list.js





/** A list that another job replaced is written again at most this many times. */
const shared_list_MAX_REPEATS = 3;
/**
 * Sentry replaces the commits of a release by each list. Where other repositories write to the same release, the list is read
 * back after it was written, and written again as a union while commits of it are missing.
 * @returns each further write, with the release as its answer showed it
 * @throws Failure when commits are still missing after all repeats
 */
async function* keepOthers(association, { sentry, context, request, facts }) {
    const name = { organization: facts.organization, version: request.version };
    const { own } = association;
    const { repository } = association.range;
    let { list, others } = association;
    for (let repeats = 0;; repeats += 1) {
        const held = await commitsOfRelease(sentry, name);
        const missing = missingCommits(list, held);
        if (missing === 0)
            return;
        if (repeats >= shared_list_MAX_REPEATS)
            throw new run_failure/* Failure */.HR(failures/* GATEWAY_FAILURES */.d.conflict, `${missing} commits of ${request.version} are missing again after ${repeats + 1} writes: other jobs replace the list`);
        context.log.info(`${missing} commits were replaced by another job; writing all of them again.`);
        others = withMore(others, held.filter(commit => !(0,text_names/* isSameRepository */.ve)(commit.repository, repository)));
        list = commitList({ own, repository, others });
        const body = { commits: list.commits };
        const reply = await sentry.call('update-release', name, { body });
        yield {
            write: {
                operation: 'update-release',
                parameters: name,
                body,
                reason: 'write the commits again that another job replaced'
            },
            release: await releaseAfter(reply, sentry, name)
        };
    }
}
/** Sentry leaves out commits whose message says so. */
function missingCommits({ commits }, held) {
    const keys = new Set(held.flatMap(({ repository, sha }) => [commitKey(repository, sha), commitKey('', sha)]));
    return commits.filter(({ repository = '', id, message }) => !keys.has(commitKey(repository, id)) && message?.includes('#skipsentry') !== true).length;
}
function withMore(others, more) {
    const keys = new Set(others.map(({ repository, sha }) => commitKey(repository, sha)));
    return [...others, ...more.filter(({ repository, sha }) => !keys.has(commitKey(repository, sha)))];
}

;// CONCATENATED MODULE: ./lib/release/write/apply.js







/**
 * Carries out a plan: the release first, then what an existing release still needs, then the deploys side by side.
 * A failure ends the run and comes back with what was written before.
 */
async function applyPlan(plan, run) {
    const progress = {
        writes: [],
        created: false,
        release: undefined,
        deploys: [],
        present: [],
        hiddenDeploys: [],
        halfDone: undefined,
        failure: undefined
    };
    if (!(await writeRelease(plan, run, progress)))
        return progress;
    const dated = { ...plan, deploys: deploysOf(plan, run) };
    const { deploys } = await withoutDoubles(dated, run, progress);
    await writeDeploys(deploys, run, progress);
    return progress;
}
/** When this machine's clock is off by less than this, the dates that it gave stay. */
const CLOCK_TOLERANCE_MS = 10_000;
/**
 * Whether the plan's dates are wrong. The first answer of a run tells the servers' time: when nothing was read before the first
 * write, the plan was dated by this machine's clock.
 */
function isMisdated({ now, context }) {
    return Math.abs(context.serverTime.now() - now) > CLOCK_TOLERANCE_MS;
}
function deploysOf(plan, run) {
    if (!isMisdated(run))
        return plan.deploys;
    return planRelease(run.request, run.facts, run.context.serverTime.now()).deploys;
}
/** The release as it stands, without a date of this run that is wrong: Sentry lets it be set again. */
function datedRight(release, plan, run) {
    const sent = plan.release?.body.dateReleased;
    const isOurs = sent !== undefined && Date.parse(release.dateReleased ?? '') === Date.parse(sent);
    return isOurs && isMisdated(run) ? { ...release, dateReleased: undefined } : release;
}
/** @returns whether everything was written */
async function writeRelease(plan, run, progress) {
    const { request, facts, context } = run;
    if (plan.release !== undefined && !(await write(plan.release, run, progress)))
        return false;
    // the answer is fresher than the facts: another job may have finalized the release in between
    const answered = plan.release === undefined ? undefined : progress.release;
    const known = answered === undefined ? undefined : datedRight(answered, plan, run);
    const now = isMisdated(run) ? context.serverTime.now() : run.now;
    const update = known === undefined ? plan.update : updateOf(request, facts, { known, commits: false, now });
    if (update !== undefined && !(await write(update, run, progress)))
        return false;
    if (facts.association.kind !== 'list' || facts.association.others.length === 0)
        return true;
    try {
        for await (const { write, release } of keepOthers(facts.association, run)) {
            progress.writes.push(write);
            progress.release = release;
        }
        return true;
    }
    catch (error) {
        progress.failure = apply_failureOf(error, run);
        return false;
    }
}
async function write(write, run, progress) {
    const { sentry, facts, request } = run;
    const { organization } = facts;
    try {
        const reply = write.operation === 'create-release'
            ? await sentry.call(write.operation, write.parameters, { body: write.body })
            : await sentry.call(write.operation, write.parameters, { body: write.body });
        progress.writes.push(write);
        progress.created ||= write.operation === 'create-release' && reply.status === 201;
        progress.release = await releaseAfter(reply, sentry, { organization, version: request.version });
        return true;
    }
    catch (error) {
        const explained = await explain(apply_failureOf(error, run), { ...run, write, known: progress.release });
        progress.failure = explained.failure;
        progress.halfDone = explained.halfDone;
        return false;
    }
}
/**
 * The plan without the deploys that are there already. A release that this run made has none; of one that was there another job of
 * this run may have recorded some.
 */
async function withoutDoubles(plan, run, progress) {
    if (progress.created || plan.deploys.length === 0)
        return plan;
    try {
        progress.present = await presentDeploys(plan.deploys, deployTools(run, progress));
        return withPresent(plan, progress.present);
    }
    catch (error) {
        progress.failure = apply_failureOf(error, run);
        return { ...plan, deploys: [] };
    }
}
function deployTools(run, { release }) {
    const { facts, request } = run;
    const known = release ?? (facts.release.kind === 'there' ? facts.release.release : undefined);
    return { ...run, organization: facts.organization, version: request.version, release: known };
}
async function writeDeploys(deploys, run, progress) {
    let recorded = 0;
    const tools = { ...deployTools(run, progress), recorded: () => recorded };
    // each is a round trip of its own; they do not depend on each other
    const results = await Promise.allSettled(deploys.map(async (write) => {
        const deploy = await recordDeploy(write, tools);
        recorded += 1;
        return deploy;
    }));
    for (const [index, result] of results.entries()) {
        const write = deploys[index];
        if (write === undefined)
            continue;
        if (result.status === 'rejected') {
            const failure = apply_failureOf(result.reason, run);
            if ((0,run_failure/* isOneOf */.EK)(failure, MAY_BE_RECORDED))
                progress.hiddenDeploys.push(write.body.environment);
            const explained = await explain(failure, { ...run, write, known: progress.release });
            progress.failure ??= explained.failure;
        }
        else {
            progress.deploys.push(result.value);
            progress.writes.push(write);
        }
    }
}
/** Failures after which a deploy's request may have been carried out. */
const MAY_BE_RECORDED = [failures/* GATEWAY_FAILURES */.d.unclear, failures/* GATEWAY_FAILURES */.d.cancelled, failures/* GATEWAY_FAILURES */.d.deadline];
/** What ended a write. An error that is no failure is the action's own fault and goes on as it is. */
function apply_failureOf(error, { context }) {
    if (error instanceof run_failure/* Failure */.HR)
        return error;
    const reason = context.signal.reason;
    if (reason instanceof run_failure/* Failure */.HR)
        return reason;
    throw error;
}

// EXTERNAL MODULE: ./lib/actions/access.js
var actions_access = __webpack_require__(8801);
// EXTERNAL MODULE: ./lib/actions/inputs.js
var inputs = __webpack_require__(9922);
// EXTERNAL MODULE: ./lib/text/address.js
var address = __webpack_require__(6519);
;// CONCATENATED MODULE: ./lib/release/limits.js


/**
 * What Sentry takes in the fields of a release and a deploy, and what they are when nothing is given. Each check gives what is
 * allowed, or `undefined` for a value that fits. Source of the limits: Sentry's API (characters).
 */
const limits_MAX = { ref: 200, url: 200, environment: 64, deployName: 64, repository: 200 };
function refProblem(value) {
    return lengthProblem(value, limits_MAX.ref);
}
function urlProblem(value) {
    const url = /^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(value) && URL.canParse(value) ? new URL(value) : undefined;
    if (url === undefined)
        return 'an address with its scheme, such as https://…';
    if (url.username !== '' || url.password !== '')
        return 'an address without user name and password, because everyone who sees the release sees it';
    return lengthProblem(value, limits_MAX.url);
}
function environmentProblem(value) {
    return value.length > limits_MAX.environment || /[/\f]/.test(value)
        ? `names of at most ${limits_MAX.environment} characters without /`
        : undefined;
}
function deployNameProblem(value) {
    return lengthProblem(value, limits_MAX.deployName);
}
/** Sentry calls repositories `owner/name`; those of other hosts may have blanks. */
function repositoryProblem(value) {
    if (/:\/\/|@/.test(value))
        return 'owner/name, not an address';
    const parts = value.split('/').map(part => part.trim());
    if (parts.some(part => part === '' || (0,text_names/* isDots */.pA)(part)))
        return 'owner/name, each part a name';
    return lengthProblem(value, limits_MAX.repository);
}
function lengthProblem(value, max) {
    return value.length > max ? `at most ${max} characters (it has ${value.length})` : undefined;
}
/** GitHub's page of a tag's release, else of the commit. */
function pageOf({ repository, server, ref, commit }) {
    if (repository === undefined)
        return undefined;
    const place = { serverUrl: server.url, ...repository };
    if (ref?.isTag === true)
        return (0,address/* repositoryPage */.WR)(place, ['releases', 'tag', ref.name]);
    return commit.kind === 'commit' ? (0,address/* repositoryPage */.WR)(place, ['commit', commit.sha]) : undefined;
}
/** `<workflow> #<run number>.<attempt>`, cut to what Sentry takes. */
function defaultDeployName({ run }) {
    const number = run.number === undefined ? '' : ` #${run.number}.${run.attempt ?? 1}`;
    return `${run.workflow ?? 'deploy'}${number}`
        .slice(0, limits_MAX.deployName)
        .replace(/[\uD800-\uDBFF]$/, '')
        .toWellFormed();
}

;// CONCATENATED MODULE: ./lib/release/request.js
/** What a release run can do; `only` names some of them. */
const PARTS = ['release', 'commits', 'finalize', 'deploy'];
const COMMIT_MODES = ['auto', 'integration', 'github', 'local', 'manual', 'skip'];

;// CONCATENATED MODULE: ./lib/release/inputs.js









/** Inputs of getsentry/action-release that are accepted and change nothing. */
const WITHOUT_EFFECT = ['disable_telemetry', 'disable_safe_directory'];
const OF_SOURCE_MAPS = ['inject', 'dist', 'url_prefix', 'strip_common_prefix'];
/** Reads the inputs of the release step; what is wrong with them becomes problems of the reader. */
function readReleaseRequest(reader, given) {
    const { event, log } = given;
    const access = (0,actions_access/* readAccess */.zS)(reader);
    const deploy = readDeploy(reader, given);
    const commits = readCommits(reader, given);
    const { version, tagNames, nothing } = readVersion(reader, given);
    readOldInputs(reader, log);
    return {
        access,
        event,
        version,
        tagNames,
        nothing,
        parts: readParts(reader, { deploy, commits }),
        ref: readField(reader, { name: 'ref', otherwise: event.ref?.name, problemOf: refProblem, log }),
        url: readField(reader, { name: 'url', otherwise: pageOf(event), problemOf: urlProblem, log }),
        deploy,
        commits
    };
}
function readVersion(reader, { env, event }) {
    const given = reader.text('release', { oldName: 'version' });
    const prefix = reader.text('release_prefix', { oldName: 'version_prefix' }) ?? '';
    const fromEnvironment = env['SENTRY_RELEASE']?.trim() || undefined;
    const identifier = identifierOf({ given, fromEnvironment, commit: event.commit, prefix });
    const { occurrence } = event;
    const nothing = occurrence.kind === 'did-not-happen' ? occurrence.why : undefined;
    if ('missing' in identifier) {
        // a push that names no commit has none to release
        if (nothing !== undefined || event.name === 'push')
            return { version: '', tagNames: [], nothing: nothing ?? identifier.missing };
        reader.problem('release', undefined, `needed, because ${identifier.missing}`);
        return { version: '', tagNames: [], nothing: undefined };
    }
    const problem = versionProblem(identifier.version);
    if (problem !== undefined)
        reader.problem(identifier.decidedBy, identifier.version, problem);
    return { version: identifier.version, tagNames: tagNamesOf(identifier, prefix), nothing };
}
function readParts(reader, { deploy, commits }) {
    const named = reader.list('only', 'newline, comma or space');
    const only = named.map(part => part.toLowerCase());
    for (const part of named)
        if (!isPart(part.toLowerCase()))
            reader.problem('only', part, `any of ${PARTS.join(', ')}`);
    if (only.includes('deploy') && reader.text('environment') === undefined)
        reader.problem('environment', undefined, 'needed, because only asks for a deploy to each environment');
    const asked = {
        release: true,
        commits: commits.mode !== 'skip',
        finalize: reader.boolean('finalize', true),
        deploy: deploy.environments.length > 0
    };
    const parts = PARTS.filter(part => asked[part] && (only.length === 0 || only.includes(part)));
    const isSaid = reader.problems.some(({ input }) => input === 'only' || input === 'environment');
    if (parts.length === 0 && !isSaid)
        reader.problem('only', named.join(', '), 'something that finalize and set_commits do not switch off');
    return new Set(parts);
}
function isPart(text) {
    return PARTS.some(part => part === text);
}
/** A given value must fit; a default that Sentry would refuse is left out. */
function readField(reader, { name, otherwise, problemOf, log }) {
    const value = reader.text(name);
    if (value !== undefined) {
        check(reader, { name, value, problemOf });
        return { value, given: true };
    }
    if (otherwise === undefined)
        return undefined;
    const problem = problemOf(otherwise);
    if (problem === undefined)
        return { value: otherwise, given: false };
    log.notice(`The release gets no ${name}: Sentry takes ${problem}, and the default is ${otherwise}`);
    return undefined;
}
function readDeploy(reader, { event }) {
    const environments = reader.list('environment', 'newline or comma');
    for (const environment of environments)
        check(reader, { name: 'environment', value: environment, problemOf: environmentProblem });
    const name = reader.text('deploy_name');
    if (name !== undefined)
        check(reader, { name: 'deploy_name', value: name, problemOf: deployNameProblem });
    const url = reader.text('deploy_url');
    if (url !== undefined)
        check(reader, { name: 'deploy_url', value: url, problemOf: urlProblem });
    const startedAt = readTime(reader, 'started_at');
    const finishedAt = readTime(reader, 'finished_at');
    if (startedAt !== undefined && finishedAt !== undefined && startedAt > finishedAt)
        reader.problem('started_at', reader.text('started_at'), `a time that is not after finished_at (${finishedAt})`);
    return {
        environments,
        name: name ?? defaultDeployName(event),
        url: url ?? event.run.url,
        startedAt,
        finishedAt
    };
}
function check(reader, { name, value, problemOf }) {
    const problem = problemOf(value);
    if (problem !== undefined)
        reader.problem(name, value, problem);
}
function readTime(reader, name) {
    const value = reader.text(name);
    const time = value === undefined ? undefined : (0,inputs/* timeOf */.nR)(value);
    if (value !== undefined && time === undefined)
        reader.problem(name, value, 'Unix seconds or ISO 8601, such as 2026-01-31T12:00:00Z');
    return time;
}
function readCommits(reader, { env, event }) {
    const mode = reader.oneOf('set_commits', COMMIT_MODES, 'auto');
    const paths = readPaths(reader, mode);
    const here = event.repository === undefined ? undefined : `${event.repository.owner}/${event.repository.name}`;
    const repo = readRepository(reader);
    const commit = readCommitName(reader, 'commit');
    if (mode === 'manual' && reader.text('repo') === undefined)
        reader.problem('repo', undefined, 'needed with set_commits: manual, such as owner/name');
    if (mode === 'manual' && commit === undefined)
        reader.problem('commit', undefined, 'needed with set_commits: manual');
    const isOther = repo !== undefined && here !== undefined && !(0,text_names/* isSameRepository */.ve)(repo, here);
    if (mode !== 'manual' && mode !== 'skip' && isOther && commit === undefined)
        reader.problem('commit', undefined, `needed with repo ${repo}: the event is about a commit of ${here}`);
    const files = reader.oneOf('commit_files', ['auto', 'true', 'false', '1', '0'], 'auto');
    return {
        mode,
        repo: repo ?? here,
        commit: commit ?? (event.commit.kind === 'commit' ? event.commit.sha : undefined),
        isCommitGiven: commit !== undefined,
        previousCommit: readCommitName(reader, 'previous_commit'),
        paths,
        files: files === 'auto' ? 'auto' : /^(true|1)$/.test(files) ? 'yes' : 'no',
        maxCommits: reader.integer('max_commits', { min: 1, max: 2_000, otherwise: 1_000 }),
        ignoreMissing: reader.boolean('ignore_missing', false),
        ignoreEmpty: reader.boolean('ignore_empty', false),
        workingDirectory: absoluteDirectory(reader.text('working_directory'), env)
    };
}
function readPaths(reader, mode) {
    const paths = reader.list('paths', 'newline, comma or space', { items: 'patterns' });
    for (const pattern of paths)
        check(reader, { name: 'paths', value: pattern, problemOf: patternProblem });
    if (mode === 'integration' && paths.length > 0) {
        reader.problem('paths', paths.join(', '), 'not with set_commits: integration, where Sentry fetches the commits; use github or local');
    }
    return paths;
}
/** A name that is wrong is not used in other messages: it may be an address with a password. */
function readRepository(reader) {
    const repo = reader.text('repo');
    if (repo === undefined)
        return undefined;
    check(reader, { name: 'repo', value: repo, problemOf: repositoryProblem });
    return repositoryProblem(repo) === undefined ? repo.replace(/\.git$/i, '') : undefined;
}
function readCommitName(reader, name) {
    const value = reader.text(name);
    if (value !== undefined && !isCommitName(value)) {
        reader.problem(name, value, 'a sha of 7 to 64 hexadecimal digits, or the name of a branch or tag');
    }
    return value;
}
function absoluteDirectory(given, env) {
    return (0,external_node_path_.resolve)(env['GITHUB_WORKSPACE'] || '.', given ?? '.');
}
function readOldInputs(reader, log) {
    if (reader.text('sourcemaps') !== undefined) {
        reader.problem('sourcemaps', reader.text('sourcemaps'), 'source maps are not supported: upload them in the build with a Sentry bundler plugin or `sentry-cli sourcemaps upload`, and remove the input');
    }
    for (const name of OF_SOURCE_MAPS) {
        if (reader.text(name) !== undefined)
            log.warning(`The input ${name} has no effect: source maps are not supported.`);
    }
    for (const name of WITHOUT_EFFECT)
        reader.boolean(name, false);
}

;// CONCATENATED MODULE: ./lib/sentry/addresses.js


/**
 * Sentry's pages of an organization. Each is empty when the organization is not known, or is no slug: `evil.example#` would be a
 * host of its own.
 */
/** The host of an organization's pages; empty for what is no slug. */
function sentryHost(organization) {
    return (0,text_names/* isSlug */.u5)(organization) ? `${organization}.sentry.io` : '';
}
/** The release's page, of one environment if given. */
function releaseUrl(organization, version, environment) {
    return page(organization, ['releases', version, ''], environment ? { environment } : {});
}
/** An issue's page. */
function issueUrl(organization, id) {
    return page(organization, ['issues', id, '']);
}
/** The list of the issues that a search finds, in one environment if given. */
function searchUrl(organization, query, environment) {
    return page(organization, ['issues', ''], environment === undefined ? { query } : { query, environment });
}
function page(organization, segments, query = {}) {
    const host = sentryHost(organization);
    return host === '' ? '' : ((0,address/* addressOf */.ci)(`https://${host}`, segments, query) ?? '');
}

;// CONCATENATED MODULE: ./lib/release/addresses.js


/** GitHub's page of a range; `undefined` for a repository that is not named as GitHub names them. */
function rangeUrl({ base, head }, { repo, serverUrl }) {
    const [owner = '', name = '', ...rest] = (repo ?? '').split('/');
    if (rest.length > 0)
        return undefined;
    const repository = { serverUrl, owner, name };
    if (base === undefined)
        return (0,address/* repositoryPage */.WR)(repository, ['commits', head]);
    const compare = (0,address/* repositoryPage */.WR)(repository, ['compare']);
    return compare === undefined
        ? undefined
        : `${compare}/${[base, head].map(end => encodeURIComponent(end.toWellFormed())).join('...')}`;
}

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

;// CONCATENATED MODULE: ./lib/release/report/summary.js







/** The job summary: what was done, with which release, commits, deploys, organization and connection. */
function summaryOf(ended) {
    const { request, facts } = ended;
    const hosts = [sentryHost(facts.organization), ...hostOf(request.event.server.url)];
    const page = releaseUrl(facts.organization, request.version);
    const rows = [
        ['Commits', commitsCell(ended, hosts)],
        ...deployRows(ended),
        ['Finalized', finalizedCell(ended)],
        ['Organization', (0,markdown/* code */.aY)(facts.organization)],
        ['Projects', projectsCell(ended)],
        ['Connection', connectionCell(ended)]
    ];
    return [
        `## ${sign(ended)} Sentry release ${(0,markdown/* link */.nf)((0,markdown/* code */.aY)(visible(request.version), 2_000), page, hosts)} · ${state(ended)}`,
        (0,markdown/* table */.tp)([
            ['What', 'left'],
            ['Result', 'left']
        ], rows),
        ...(ended.written === undefined ? plannedParts(ended) : []),
        ...failureParts(ended)
    ].join('\n\n');
}
/** The job summary of a run that failed before it wrote anything. */
function failureSummary(version, { message, remedy }) {
    return [
        `## ❌ Sentry release ${(0,markdown/* code */.aY)(version, 200)} · nothing was written`,
        `**${(0,markdown/* text */.Qq)(message, 600)}**`,
        (0,markdown/* text */.Qq)(remedy, 600)
    ].join('\n\n');
}
function sign(ended) {
    if (summary_failureOf(ended) !== undefined)
        return '❌';
    return ended.request.access.dryRun ? '🔎' : '🚀';
}
function state(ended) {
    const { request, written } = ended;
    if (written === undefined)
        return 'dry run, nothing written';
    if (summary_failureOf(ended) !== undefined)
        return 'not complete';
    if (!request.parts.has('release'))
        return written.writes.length > 0 ? 'updated' : 'nothing to change';
    return written.created ? 'created' : 'was there already';
}
function hostOf(url) {
    return URL.canParse(url) ? [new URL(url).host] : [];
}
function commitsCell(ended, hosts) {
    const { request, facts } = ended;
    const { association } = facts;
    if (association.kind === 'none')
        return `none: ${(0,markdown/* text */.Qq)(association.why, 300)}`;
    if (association.kind === 'unread')
        return `**not set**: ${(0,markdown/* text */.Qq)(association.why, 300)}`;
    if (association.kind === 'kept')
        return `${association.count}: ${(0,markdown/* text */.Qq)(association.why, 300)}`;
    const { range } = association;
    const since = range.previous === undefined
        ? 'no previous commit was found'
        : `since ${(0,markdown/* text */.Qq)(range.previous.why, 250)} (${range.previous.source})`;
    const count = ended.commitCount === undefined ? [] : [ended.commitCount];
    const notes = (range.notes ?? []).map(note => (0,markdown/* text */.Qq)(note, 250));
    return [...count, rangeLink(range, request, hosts), commitsState(ended), since, ...notes].join(', ');
}
/** What became of the commits of a range. */
function commitsState({ facts: { association }, written, commitCount }) {
    if (association.kind === 'refs') {
        if (commitCount !== undefined)
            return 'fetched by Sentry';
        if (written === undefined)
            return 'to be fetched by Sentry';
        const isRequested = written.writes.some(write => carries(write, 'refs'));
        return isRequested ? 'requested from Sentry, not there yet' : '**not requested**';
    }
    const isLocal = association.kind === 'list' && association.source === 'local';
    const read = isLocal ? 'read from the checkout' : 'read from GitHub';
    return commitCount === undefined ? `${read}, **not written**` : read;
}
/** The range at GitHub, where the repository has a page there. */
function rangeLink({ head, previous, mergeBase, begin }, { commits, event }, hosts) {
    const base = begin ?? mergeBase ?? previous?.commit;
    const label = (0,markdown/* code */.aY)(base === undefined ? (0,text_names/* short */.h0)(head) : `${(0,text_names/* short */.h0)(base)}...${(0,text_names/* short */.h0)(head)}`);
    const url = rangeUrl({ base, head }, { repo: commits.repo, serverUrl: event.server.url });
    return url === undefined ? label : (0,markdown/* link */.nf)(label, url, hosts);
}
function deployRows({ request, plan, written }) {
    if (!request.parts.has('deploy'))
        return [['Deploy', 'none']];
    return request.deploy.environments.map(environment => {
        const name = (0,markdown/* code */.aY)(environment);
        const deploy = written?.deploys.find(one => one.environment === environment);
        if (deploy !== undefined)
            return ['Deploy', `${name} recorded (${(0,markdown/* code */.aY)(deploy.id)})`];
        const before = plan.present.find(one => one.environment === environment);
        if (before !== undefined)
            return ['Deploy', `${name} was recorded already (${(0,markdown/* code */.aY)(before.id)})`];
        if (written === undefined)
            return ['Deploy', `${name} planned`];
        const isHidden = written.hiddenDeploys.includes(environment);
        return ['Deploy', `${name} ${isHidden ? '**may have been recorded**' : '**not recorded**'}`];
    });
}
function finalizedCell({ request, facts, written }) {
    const release = written?.release ?? (facts.release.kind === 'there' ? facts.release.release : undefined);
    if (release?.dateReleased !== undefined)
        return `yes, ${(0,markdown/* code */.aY)(release.dateReleased, 40)}`;
    if (!request.parts.has('finalize'))
        return 'no';
    return written === undefined ? 'planned' : '**no**';
}
function projectsCell({ facts }) {
    if (facts.projects.length === 0)
        return 'those of the release';
    return facts.projects.map(project => (0,markdown/* code */.aY)(project)).join(' ');
}
function connectionCell({ facts, request }) {
    const name = (0,markdown/* code */.aY)(facts.connection);
    return request.access.connection === undefined ? `${name} (the only active one)` : name;
}
/** What a dry run would write. A list: JSON makes a table wider than a phone. */
function plannedParts({ plan }) {
    const writes = writesOf(plan);
    if (writes.length === 0)
        return ['Nothing would be written.'];
    const items = writes.map(write => `1. ${(0,markdown/* code */.aY)(write.operation)} ${(0,markdown/* code */.aY)(visible(call_targetOf(write)), 2_000)}: ${(0,markdown/* code */.aY)(visibleJson(shownWrite(write)['body'], 0), 4_000)}`);
    return ['Would be written:', items.join('\n')];
}
/** Why a run is not complete, and what was written. */
function failureParts(ended) {
    const failure = summary_failureOf(ended);
    if (failure === undefined)
        return [];
    const said = [`**${(0,markdown/* text */.Qq)(failure.message, 600)}**`, (0,markdown/* text */.Qq)(failure.remedy, 600)];
    return ended.written === undefined ? said : [...said, ...writtenParts(ended.written)];
}
function writtenParts({ writes, halfDone }) {
    const done = writes.map(write => `${write.operation} ${(0,markdown/* code */.aY)(visible(call_targetOf(write)), 2_000)}`);
    return [
        ...(halfDone === undefined ? [] : [(0,markdown/* text */.Qq)(halfDone, 600)]),
        done.length === 0
            ? halfDone === undefined
                ? 'Nothing was written.'
                : 'Nothing else was written.'
            : `Written before: ${done.join(', ')}.`
    ];
}
/** Why a run is not complete, or in a dry run would not be. */
function summary_failureOf({ facts, written }) {
    const { association } = facts;
    return written?.failure ?? (association.kind === 'unread' ? association.failure : undefined);
}

;// CONCATENATED MODULE: ./lib/release/report/outputs.js



/** The outputs of the release step, in the order of the manifest. */
const RELEASE_OUTPUTS = [
    'release',
    'version',
    'release_url',
    'created',
    'previous_release',
    'previous_commit',
    'previous_commit_source',
    'commit_source',
    'commit_count',
    'finalized',
    'deploys',
    'plan',
    'dry_run'
];
/** Makes outputs and job summary from what a run knows. Pure. */
function reportOf(ended) {
    const failure = summary_failureOf(ended);
    return {
        outputs: outputsOf(ended),
        summary: summaryOf(ended),
        ending: failure === undefined ? { kind: 'done' } : { kind: 'failed', failure }
    };
}
/** The report of a run that failed before it wrote anything. Nothing tells that there is a page of the release. */
function nothingWritten({ version, access }, failure) {
    return {
        outputs: {
            release: version,
            version,
            created: false,
            dry_run: access.dryRun
        },
        summary: failureSummary(version, failure),
        ending: { kind: 'failed', failure }
    };
}
function outputsOf(ended) {
    const { request, facts, plan, written, commitCount } = ended;
    const { range } = facts.association;
    return {
        release: request.version,
        version: request.version,
        release_url: outputs_isThere(ended) ? releaseUrl(facts.organization, request.version) : '',
        created: written?.created ?? false,
        previous_release: range?.previous?.release ?? '',
        previous_commit: range?.previous?.commit ?? '',
        previous_commit_source: range === undefined ? '' : (range.previous?.source ?? 'none'),
        commit_source: commitSource(facts.association),
        commit_count: commitCount ?? '',
        finalized: isFinalized(ended) ?? '',
        deploys: [...(written?.deploys ?? []), ...plan.present].map(({ id, environment, name, url, dateFinished }) => ({
            id,
            environment,
            name: name ?? null,
            url: url ?? null,
            dateFinished: dateFinished ?? null
        })),
        plan: shownWrites(ended).map(shownWrite),
        dry_run: request.access.dryRun
    };
}
/** Whether Sentry has the release, or will have it after the run that a dry run stands for. */
function outputs_isThere({ facts, written }) {
    return written === undefined || written.release !== undefined || facts.release.kind === 'there';
}
/** `undefined` when no answer showed the release. */
function isFinalized({ facts, written }) {
    if (written?.release !== undefined)
        return written.release.dateReleased !== undefined;
    if (facts.release.kind === 'not-read')
        return undefined;
    return facts.release.kind === 'there' && facts.release.release.dateReleased !== undefined;
}
function commitSource(association) {
    if (association.kind === 'refs')
        return 'integration';
    return association.kind === 'list' ? association.source : 'none';
}
/** The writes in their order: as planned, but with the updates that were made, where Sentry's answers decided them. */
function shownWrites({ plan, written }) {
    const updates = (written?.writes ?? []).filter(write => write.operation === 'update-release');
    const isDecided = written !== undefined && plan.release !== undefined;
    return isDecided || updates.length > 0
        ? writesOf({ ...plan, update: undefined }).toSpliced(plan.release === undefined ? 0 : 1, 0, ...updates)
        : writesOf(plan);
}

;// CONCATENATED MODULE: ./lib/release/report/log.js






/** Logs with which connection, organization and projects a run works, and which commits it found. */
function sayFacts({ connection, organization, projects, association }, { access, commits, event }, log) {
    log.info(`Connection ${connection}${access.connection === undefined ? ' (the only active one)' : ''}, organization ${organization}, projects ${projects.join(', ') || 'those of the release'}`);
    if (association.kind === 'none' || association.kind === 'kept' || association.kind === 'unread') {
        log.info(`Commits: nothing is sent, ${association.why}`);
        return;
    }
    const { repository, head, previous, mergeBase, begin } = association.range;
    const since = previous === undefined
        ? 'no previous commit was found'
        : `since ${previous.commit}, ${previous.why} (${previous.source})`;
    const what = association.kind === 'refs'
        ? 'Commits that Sentry is to fetch'
        : `${association.own.length} commits, read from ${association.source === 'github' ? 'GitHub' : 'the checkout'}`;
    log.info(`${what}: ${repository} up to ${head}, ${since}`);
    const range = { base: begin ?? mergeBase ?? previous?.commit, head };
    const url = rangeUrl(range, { repo: commits.repo, serverUrl: event.server.url });
    if (url !== undefined)
        log.info(url);
}
/** Tells which deploys are there already. Where neither name nor url is the run's own, another run may have recorded them. */
function sayPresent({ present }, { deploy, event }, log) {
    const { run } = event;
    const isByName = run.number !== undefined && deploy.name === defaultDeployName(event);
    const isByUrl = run.url !== undefined && deploy.url === run.url;
    for (const { environment, id, name } of present) {
        const said = `The deploy ${(0,text_clean/* clean */.uH)(name ?? '', 64)} to ${(0,text_clean/* clean */.uH)(environment, 64)} is recorded already (${(0,text_clean/* clean */.uH)(id, 40)})`;
        if (isByName || isByUrl)
            log.info(`${said}, so it is not recorded again.`);
        else
            log.notice(`${said}, so it is not recorded again. If another run recorded it, give deploy_name a part that differs by run.`);
    }
}
/** Logs what a dry run would write. */
function sayPlan(plan, { version }, log) {
    const writes = writesOf(plan);
    if (writes.length === 0)
        log.info('Nothing would be written.');
    for (const write of writes) {
        log.info(`Would ${toDo(write, version)}.`);
        for (const piece of inPieces(visibleJson(shownWrite(write)['body'], 0)))
            log.info(piece);
    }
}
/** Logs what was written, and what was not. */
function sayWritten({ writes, created, hiddenDeploys, halfDone, failure }, { plan, version }, log) {
    for (const write of writes)
        log.info(`${done(write, version, created)}.`);
    if (writes.length === 0)
        log.info('Nothing was written.');
    if (halfDone !== undefined)
        log.info(halfDone);
    for (const environment of hiddenDeploys)
        log.warning(`The deploy to ${environment} may have been recorded: the answer was lost, and Sentry's list does not tell.`);
    if (failure === undefined)
        return;
    // an update that was made may have other fields than the planned one: Sentry's answer decides them
    const confirmed = new Set(writes.map(nameOf));
    const open = writesOf(plan).filter(write => !confirmed.has(nameOf(write)));
    if (open.length > 0)
        log.info(`Not confirmed: ${open.map(write => toDo(write, version)).join('; ')}.`);
}
/** What a write is to do, after "would": `record the deploy of web@2.1.0 to production`. */
function toDo(write, version) {
    const name = (0,text_clean/* clean */.uH)(version, 200);
    if (write.operation === 'create-deploy')
        return `record the deploy of ${name} to ${(0,text_clean/* clean */.uH)(write.body.environment, 64)}`;
    return write.operation === 'create-release'
        ? `create release ${name}, or add its projects and commits if it is there`
        : `update release ${name} (${Object.keys(write.body).join(', ')})`;
}
/** What a write did, as a sentence without its full stop: `Created release web@2.1.0`. */
function done(write, version, created) {
    const name = (0,text_clean/* clean */.uH)(version, 200);
    if (write.operation === 'create-deploy')
        return `Recorded the deploy of ${name} to ${(0,text_clean/* clean */.uH)(write.body.environment, 64)}`;
    if (write.operation === 'update-release')
        return `Updated release ${name} (${Object.keys(write.body).join(', ')})`;
    return created ? `Created release ${name}` : `Completed release ${name}, which was there already`;
}

;// CONCATENATED MODULE: ./lib/release/step.js













/** The release step, as the frame runs it. */
const releaseStep = {
    title: 'Sentry release',
    outputs: RELEASE_OUTPUTS,
    read: readReleaseRequest,
    deadlineMs: () => 10 * 60_000,
    onError: (request) => request.access.onError,
    run: runRelease
};
async function runRelease(request, context) {
    if (request.nothing !== undefined)
        return nothingToDo(request.nothing, context);
    const { access, event } = request;
    try {
        return await withGateway(access, context, gateway => withGithub({ token: access.githubToken, server: event.server, context }, async (github) => {
            // the handshake with GitHub takes place while Sentry is read
            if (willAssociate(request) && request.commits.mode !== 'local')
                github.connect();
            const open = await openSentry(gateway, access.connection);
            return release(request, {
                ...open,
                context,
                openRepository: fullName => github.repository(fullName)
            });
        }));
    }
    catch (error) {
        const failure = error instanceof run_failure/* Failure */.HR ? error : context.signal.reason;
        if (!(failure instanceof run_failure/* Failure */.HR))
            throw error;
        // once writes begin, failures come back with what was written: this one is from before
        context.log.info('Nothing was written.');
        return nothingWritten(request, failure);
    }
}
/**
 * A run of the release step: facts, plan, effects, report. A dry run stops at the plan.
 * @throws Failure when the facts cannot be read; later failures come back in the report, with what was written before
 */
async function release(request, tools) {
    const { log, serverTime } = tools.context;
    const facts = await log.group('Reading what is there', async () => {
        const read = await readFacts(request, tools);
        sayFacts(read, request, log);
        return read;
    });
    const now = serverTime.now();
    const plan = planRelease(request, facts, now);
    if (request.access.dryRun)
        return dryRun({ request, facts, plan }, tools);
    const written = await log.group('Writing', async () => {
        const done = await applyPlan(plan, { ...tools, request, facts, now });
        const open = withPresent(plan, done.present);
        sayPresent(open, request, log);
        sayWritten(done, { plan: open, version: request.version }, log);
        return done;
    });
    const head = requestedHead(facts, written);
    const { organization } = facts;
    const commitCount = head === undefined
        ? commitCountOf(facts, written)
        : await fetchedCommits(tools, {
            organization,
            version: request.version,
            head,
            before: lastCommitOf(facts)
        });
    if (commitCount !== undefined)
        log.info(`Commits: ${commitCount}`);
    return reportOf({ request, facts, plan: withPresent(plan, written.present), written, commitCount });
}
/** Shows the plan. Deploys of a release that is there are looked up, as they are before they are recorded. */
async function dryRun({ request, facts, plan }, { sentry, context }) {
    const { organization, release } = facts;
    const { version } = request;
    const present = release.kind === 'there' && plan.deploys.length > 0
        ? await presentDeploys(plan.deploys, { sentry, organization, version, release: release.release })
        : [];
    const open = withPresent(plan, present);
    sayPresent(open, request, context.log);
    sayPlan(open, request, context.log);
    const commitCount = commitCountOf(facts, undefined);
    return reportOf({ request, facts, plan: open, written: undefined, commitCount });
}
function nothingToDo(why, { log }) {
    log.notice(`Nothing to release: ${why}.`);
    return {
        outputs: {},
        summary: `## Sentry release\n\nNothing to do: ${(0,markdown/* code */.aY)(why, 200)}`,
        ending: { kind: 'done' }
    };
}
/** The head that Sentry was told to fetch, when all was written. */
function requestedHead({ association }, { writes, failure }) {
    const isSent = failure === undefined && writes.some(write => carries(write, 'refs'));
    return association.kind === 'refs' && isSent ? association.range.head : undefined;
}
function lastCommitOf({ release }) {
    return release.kind === 'there' ? release.release.lastCommit?.sha : undefined;
}
/** How many commits Sentry holds or was sent, as far as the answers tell. */
function commitCountOf({ association, release }, written) {
    const known = written?.release ?? (release.kind === 'there' ? release.release : undefined);
    if (association.kind === 'kept')
        return association.count;
    if (association.kind === 'none' || association.kind === 'unread')
        return known?.commitCount ?? (release.kind === 'absent' ? 0 : undefined);
    if (association.kind === 'refs')
        return undefined;
    const sent = association.list.commits.length;
    if (written === undefined)
        return sent;
    return written.writes.some(write => carries(write, 'commits'))
        ? written.release?.commitCount || sent
        : undefined;
}


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

/***/ 6519:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   WR: () => (/* binding */ repositoryPage),
/* harmony export */   ci: () => (/* binding */ addressOf)
/* harmony export */ });
/* unused harmony export addressOn */
/* harmony import */ var _clean_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4874);
/* harmony import */ var _names_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7214);


/**
 * The one way in which texts of others become an address: each is one segment, encoded, and what comes out has to lead to the host
 * that was meant.
 * @param base scheme and host, maybe with a path
 * @param segments what follows, segment by segment; an empty one at the end gives a slash
 * @returns `undefined` when there is no such address
 */
function addressOf(base, segments, query = {}) {
    const home = (0,_clean_js__WEBPACK_IMPORTED_MODULE_0__/* .withoutTrailing */ .hT)(base, '/');
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
    if ((0,_names_js__WEBPACK_IMPORTED_MODULE_1__/* .repositoryName */ .aR)(`${owner}/${name}`) === undefined)
        return undefined;
    return addressOf(serverUrl, [owner, name, ...segments]);
}


/***/ }),

/***/ 6362:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Qq: () => (/* binding */ text),
/* harmony export */   aY: () => (/* binding */ code),
/* harmony export */   nf: () => (/* binding */ link),
/* harmony export */   tp: () => (/* binding */ table)
/* harmony export */ });
/* unused harmony exports proseCode, htmlCode, details */
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
