export const id = 394;
export const ids = [394];
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

/***/ 2157:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  commentStep: () => (/* binding */ commentStep)
});

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
// EXTERNAL MODULE: external "node:util/types"
var types_ = __webpack_require__(3429);
// EXTERNAL MODULE: ./node_modules/undici/index.js
var undici = __webpack_require__(6752);
// EXTERNAL MODULE: ./lib/text/clean.js
var clean = __webpack_require__(4874);
// EXTERNAL MODULE: ./lib/run/failure.js
var run_failure = __webpack_require__(8195);
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
    const inBrackets = code === '' ? '' : ` (${(0,clean/* clean */.uH)(code, 60)})`;
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
    return typeof found === 'string' ? (0,clean/* clean */.uH)(found, 100) : textIn(error.cause, read);
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
    const prefix = (0,clean/* withoutTrailing */.hT)(baseUrl.pathname, '/');
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
    const what = (0,clean/* clean */.uH)(subject.what, 200);
    if (outcome.kind === 'no-answer')
        return silenceOf(what, outcome.error, subject);
    const { answer } = outcome;
    if (isMisread(answer))
        return misread(what, answer, subject);
    const message = messageOf(answer);
    const words = message === '' ? `${answer.status}` : `${answer.status} ${(0,clean/* clean */.uH)(message, 300)}`;
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
        return accepts ? ` (it accepts ${(0,clean/* clean */.uH)(accepts, 200)})` : '';
    }
    const reset = kind === GITHUB_FAILURES.rateLimit ? resetTime(answer) : undefined;
    return reset === undefined ? '' : ` (the limit ends at ${new Date(reset).toISOString()})`;
}
/** An answer that cannot be read has no code of the network, but words of its own. */
function silenceOf(what, error, { repeatable, place }) {
    const isUnclear = !repeatable && !isUnsent(error);
    const { happened, remedy } = explainSilence(error, place);
    const reason = remedy === undefined ? (reasonOf(error) ?? happened) : happened;
    const message = `GitHub gave no answer to ${what}: ${(0,clean/* clean */.uH)(reason, 300)}`;
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
                failure: new run_failure/* Failure */.HR(GITHUB_FAILURES.listIncomplete, (0,clean/* clean */.uH)(message, 300))
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
        .map(({ id, status, createdAt }) => `${shownId(id)} (${(0,clean/* clean */.uH)(status, 20)}, created ${(0,clean/* clean */.uH)(createdAt, 40)})`);
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
    return text.trim() === '' ? '' : (0,clean/* clean */.uH)(text, max);
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
        const needed = (named === undefined ? scopes : (0,clean/* clean */.uH)(named, 120).split(/\s+/)).join(' or ');
        if (needed === '')
            return undefined;
        const authorize = `Authorize the Sentry connection again at maton.ai with the scope ${needed}, as a member whose role has it and sees the project.`;
        return named === undefined
            ? `Check the project: one that does not exist is refused alike. Else: ${authorize}`
            : authorize;
    }
    if (kind === failures/* GATEWAY_FAILURES */.d.moved) {
        const slug = (0,text_json/* textOf */.b6)((0,text_json/* recordOf */.zv)((0,text_json/* recordOf */.zv)((0,text_json/* recordOf */.zv)((0,text_json/* parseJson */.qF)(text))['detail'])['extra'])['slug']);
        return slug === undefined ? undefined : `The project's slug is now ${(0,clean/* clean */.uH)(slug, 100)}: use it.`;
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
    const repository = recordOf(json);
    const provider = textOf(recordOf(repository['provider'])['id']) ?? '';
    return {
        name: textOf(repository['name']) ?? '',
        url: textOf(repository['url']) ?? '',
        hasIntegration: provider.startsWith('integrations:') && (textOf(repository['status']) ?? 'active') === 'active'
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
function operations_operation(name) {
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
    const row = operations_operation(name);
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
    const row = operations_operation(name);
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
        const row = operations_operation(name);
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
        const { page, answer } = operations_operation(name);
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
// EXTERNAL MODULE: ./lib/actions/access.js
var actions_access = __webpack_require__(8801);
// EXTERNAL MODULE: ./lib/actions/inputs.js
var inputs = __webpack_require__(9922);
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

;// CONCATENATED MODULE: ./lib/comment/issue.js
/** Why an issue belongs to a release: first seen in it, came back in it, gets worse in it. In the order of the report. */
const KINDS = ['new', 'regressed', 'escalating'];
/** Sentry's levels, the mildest first. */
const LEVELS = ['debug', 'info', 'warning', 'error', 'fatal'];
/** Whether `level` is `least` or worse. */
function isAtLeast(level, least) {
    return LEVELS.indexOf(level) >= LEVELS.indexOf(least);
}
/** Where an issue was raised: as its latest event says, and until that is known as the list does. */
function frameOfIssue(issue) {
    if (issue.frame !== undefined)
        return issue.frame;
    return issue.file === undefined
        ? undefined
        : { file: issue.file, line: issue.line, function: issue.function };
}

;// CONCATENATED MODULE: ./lib/comment/judge/gate.js


const ALLOWED = 'Allowed are conditions separated by commas, each `kind>number` or `kind>=number`, with `:level` behind the kind ' +
    `for that level or worse (kinds: ${[...KINDS, 'total'].join(', ')}; levels: ${LEVELS.join(', ')}), such as ` +
    '`new:error>0, regressed>=3`.';
const TERM = new RegExp(`^(?<kind>${[...KINDS, 'total'].join('|')})(?::(?<level>${LEVELS.join('|')}))?(?<operator>>=?)(?<limit>\\d{1,9})$`);
/**
 * Reads the input `fail_on`. Terms may also be separated by line breaks or spaces; spaces around `:` and the
 * operator, and capitals, do not matter.
 *
 * @returns the gate, or the problems: each names what cannot be read, and the grammar
 */
function parseGate(input) {
    const gate = new Map();
    const problems = [];
    const pieces = input.split(/[,\r\n]/).filter(part => part.trim() !== '');
    for (const [index, piece] of pieces.entries()) {
        const words = piece
            .trim()
            .toLowerCase()
            .replace(/\s+/g, ' ')
            .replace(/ ?(>=|>|:) ?/g, '$1')
            .split(/\s+/);
        const terms = words.map(parseTerm);
        if (terms.every(term => term !== undefined))
            for (const term of terms)
                gate.set(term.text, term);
        else
            problems.push(`"${(0,clean/* clean */.uH)(piece, 60)}" is not a condition${whyNot(piece, pieces[index - 1])}. ${ALLOWED}`);
    }
    if (gate.size === 0 && problems.length === 0)
        problems.push(`There is no condition. ${ALLOWED}`);
    return problems.length === 0 ? { gate: [...gate.values()] } : { problems };
}
/** What is wrong with a piece, where that can be told: the usual slips. */
function whyNot(piece, before) {
    const number = piece.trim();
    if (before !== undefined && /^\d+$/.test(number) && /\d\s*$/.test(before)) {
        const read = `${(0,clean/* clean */.uH)(before, 60)} and ${number}`;
        return `: a comma separates conditions and is no decimal comma, so "${(0,clean/* clean */.uH)(`${before},${number}`, 60)}" is ${read}; numbers of issues are whole`;
    }
    if (/\d\.\d/.test(piece))
        return ': numbers of issues are whole';
    return /[<=]/.test(piece.replaceAll('>=', ''))
        ? ': it says with > or >= how many issues break the gate'
        : '';
}
/** The kinds that must be queried: the included ones and those that the gate names, in the order of `KINDS`. */
function kindsToQuery(include, gate) {
    return KINDS.filter(kind => include.includes(kind) || gate?.some(term => term.kind === kind) === true);
}
/**
 * @param issues all distinct issues of all kinds that were queried, not only those that are shown
 * @returns whether a term is broken, which ones, and by which issues
 */
function gate_judge(gate, issues) {
    const broken = gate
        .map(term => ({ term, found: issues.filter(issue => countsFor(term, issue)).length }))
        .filter(({ term, found }) => (term.operator === '>' ? found > term.limit : found >= term.limit));
    return {
        result: broken.length === 0 ? 'pass' : 'fail',
        broken,
        issues: issues.filter(issue => broken.some(({ term }) => countsFor(term, issue)))
    };
}
function countsFor(term, issue) {
    const isOfKind = term.kind === 'total' || issue.kinds.includes(term.kind);
    return isOfKind && (term.level === undefined || isAtLeast(issue.level, term.level));
}
function parseTerm(word) {
    const groups = TERM.exec(word)?.groups;
    if (groups === undefined)
        return undefined;
    return {
        text: word,
        kind: KINDS.find(kind => kind === groups['kind']) ?? 'total',
        level: LEVELS.find(level => level === groups['level']),
        operator: groups['operator'] === '>' ? '>' : '>=',
        limit: Number(groups['limit'])
    };
}

;// CONCATENATED MODULE: ./lib/comment/look/query.js

const TERMS = {
    new: version => `is:unresolved firstRelease:${version}`,
    regressed: version => `is:unresolved regressed_in_release:${version}`,
    escalating: version => `is:escalating release:${version}`
};
/**
 * Sentry's issue search for one kind. There is no `OR`, so each kind is a request of its own.
 *
 * @param options `minLevel` keeps that level and worse; `further` is the input `query`, appended as it is
 */
function issueQuery(kind, version, options) {
    const { minLevel, further } = options;
    const levels = minLevel === undefined ? undefined : LEVELS.filter(level => isAtLeast(level, minLevel)).join(',');
    return [TERMS[kind](quoted(version)), levels === undefined ? undefined : `level:[${levels}]`, further]
        .filter(term => term !== undefined)
        .join(' ');
}
/**
 * Finds what `issueQuery` finds, asked for so that Sentry counts the events and users of this release: an issue's
 * `filtered` numbers are of the events that the terms about events select; `count` and `userCount` are totals.
 * Which issues belong to a release is never decided by it: that a further term leaves none of them out is not certain.
 */
function countingQuery(kind, version, options) {
    const query = issueQuery(kind, version, options);
    return countsRelease(kind) ? query : `${query} ${anyEventQuery(version)}`;
}
/** Whether `issueQuery` itself makes Sentry count what is of this release. */
function countsRelease(kind) {
    return kind === 'escalating';
}
/**
 * What Sentry's issue search would refuse in further terms, or `undefined`.
 * Source: the search of issues has no `OR`, no `AND` and no groups (400 `Error parsing search query`).
 */
function queryProblem(query) {
    const outside = query.replace(/"(?:[^"\\]|\\.)*("|$)/g, '"$1');
    if (/(?:^|\s)(?:OR|AND)(?:\s|$)/i.test(outside))
        return 'search terms without OR and AND: all of them hold';
    if (/[()]/.test(outside))
        return 'search terms without parentheses (in quotes they are allowed)';
    return /["\r\n]/.test(outside.replaceAll('""', '')) ? 'one line with each quote closed' : undefined;
}
/** Finds any issue that has an event of the release: tells "clear" from "no data". */
function anyEventQuery(version) {
    return `release:${quoted(version)}`;
}
/** Always quoted: as a bare word 32 hex digits are taken for an event id. `"` ends a value, `*` is a wildcard. */
function quoted(version) {
    return `"${version.replace(/["*\\]/g, sign => `\\${sign}`)}"`;
}

// EXTERNAL MODULE: ./lib/text/address.js
var address = __webpack_require__(6519);
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

;// CONCATENATED MODULE: ./lib/comment/look/decode.js



/**
 * An issue as a list of Sentry has it. Any field but the id may be missing.
 *
 * @param row an entry of the list, undecoded
 * @param options `countsRelease`: the query makes `filtered` count what is of the release
 * @returns `kinds` is empty until it is known which queries found it
 */
function decodeIssue(row, options) {
    const fields = (0,text_json/* recordOf */.zv)(row);
    const id = (0,text_json/* idOf */.TH)(fields['id']) ?? '';
    const metadata = (0,text_json/* recordOf */.zv)(fields['metadata']);
    const frame = frameOfMetadata(metadata);
    const ofRelease = options.countsRelease ? filteredCounts(row) : undefined;
    return {
        id,
        shortId: (0,text_json/* textAt */.$6)(fields, 'shortId') ?? id,
        kinds: [],
        title: (0,text_json/* textAt */.$6)(fields, 'title') ?? (0,text_json/* textAt */.$6)(metadata, 'title') ?? (0,text_json/* textAt */.$6)(metadata, 'type') ?? '',
        level: oneOf(fields['level'], LEVELS) ?? levelOf(fields['level']),
        isUnhandled: fields['isUnhandled'] === true,
        project: (0,text_json/* textAt */.$6)(fields, 'project', 'slug') ?? '',
        url: issueUrl(options.organization, id),
        ...(ofRelease ?? countsOf(fields)),
        countsAre: ofRelease === undefined ? 'total' : 'release',
        file: frame?.file,
        line: undefined,
        function: frame?.function,
        fileUrl: undefined,
        inPullRequest: 'no',
        assignedTo: assigneeOf(fields['assignedTo']),
        owners: ownersOf(fields['owners']),
        firstSeen: (0,text_json/* textAt */.$6)(fields, 'firstSeen')
    };
}
/** The numbers of the events that the query selects; `undefined` when Sentry does not tell them. */
function filteredCounts(row) {
    const filtered = (0,text_json/* recordOf */.zv)((0,text_json/* recordOf */.zv)(row)['filtered']);
    return filtered['count'] === undefined ? undefined : countsOf(filtered);
}
/**
 * The top in-app frame of an event. Sentry lists frames outermost first and a chain of exceptions cause first, so
 * it is the last in-app frame of the last exception that has one.
 *
 * @param event the answer to `events/latest`, undecoded
 */
function topInAppFrame(event) {
    const exceptions = (0,text_json/* listAt */.gT)(event, ['entries'], text_json/* recordOf */.zv)
        .filter(entry => entry['type'] === 'exception')
        .flatMap(entry => (0,text_json/* listAt */.gT)(entry, ['data', 'values'], text_json/* recordOf */.zv));
    for (const exception of exceptions.toReversed()) {
        const frames = (0,text_json/* listAt */.gT)(exception, ['stacktrace', 'frames'], text_json/* recordOf */.zv);
        for (const frame of frames.toReversed()) {
            const absPath = (0,text_json/* textAt */.$6)(frame, 'absPath');
            const file = (0,text_json/* textAt */.$6)(frame, 'filename') ?? absPath;
            if (frame['inApp'] === true && file !== undefined) {
                const module = (0,text_json/* textAt */.$6)(frame, 'module');
                return {
                    file,
                    absPath,
                    module,
                    line: (0,text_json/* numberAt */.tk)(frame, 'lineNo') || undefined,
                    function: (0,text_json/* textAt */.$6)(frame, 'function')
                };
            }
        }
    }
    return undefined;
}
/** What an issue says itself, for when its latest event has no in-app frame or cannot be read: no line, so no 📍. */
function frameOfMetadata(metadata) {
    const file = (0,text_json/* textAt */.$6)(metadata, 'filename');
    return file === undefined ? undefined : { file, line: undefined, function: (0,text_json/* textAt */.$6)(metadata, 'function') };
}
/** Sentry sends `count` as a text. */
function countsOf(fields) {
    return { count: (0,text_json/* numberOf */.rl)(fields['count']), userCount: (0,text_json/* numberOf */.rl)(fields['userCount']) };
}
/** Sentry's `sample` is no level of an error; what is not known counts as one. */
function levelOf(value) {
    return value === 'sample' ? 'debug' : 'error';
}
function assigneeOf(value) {
    const fields = (0,text_json/* recordOf */.zv)(value);
    const name = (0,text_json/* textAt */.$6)(fields, 'name') ?? (0,text_json/* textAt */.$6)(fields, 'email');
    return name !== undefined && fields['type'] === 'team' ? `#${name.replace(/^#/, '')}` : name;
}
/** One owner or several. Bare ids, which Sentry sends for users and teams, tell a reader nothing. */
function ownersOf(value) {
    const entries = Array.isArray(value) ? value : [value];
    return (0,text_json/* listAt */.gT)(entries, [], entry => (0,text_json/* textAt */.$6)(entry, 'owner')).filter(owner => !/^(?:(?:user|team):)?\d+$/.test(owner));
}
/** One of the given texts, else `undefined`. */
function oneOf(value, allowed) {
    return allowed.find(candidate => candidate === value);
}

;// CONCATENATED MODULE: ./lib/comment/publish/state.js


const MOST_ISSUES = 200;
const LONGEST_ID = 100;
const LONGEST_RELEASE = 250;
/** 100 issues are about 3,000 characters; 200 with the longest short ids that Sentry makes stay below this. */
const LONGEST_STATE = 24_000;
/** GitHub: no body is longer. */
const LONGEST_BODY = 65_536;
const MARKER = /^<!-- sentry-release-comment:v1 key=([\w-]*) -->\r?\n/;
const SHA256 = /^[\da-f]{64}$/;
const FIRST_LINE = /^[^\r\n]*(?=\r?\n|$)/;
const STATE_LINE = /\n<!-- sentry-release-state:v1 ([\w-]+) -->(?:\r?\n)?$/;
/** The first line of a comment that was replaced by a new one: it is never found again. */
const SUPERSEDED_MARKER = '<!-- sentry-release-comment:v1 superseded -->';
/** The comment's key where the input gives none: projects and environment as given, such as `api,web:production`. */
function defaultKey(projects, environment) {
    return `${projects.toSorted().join(',')}:${environment ?? ''}`;
}
/** A comment's first line. */
function markerLine(key) {
    return `<!-- sentry-release-comment:v1 key=${base64url(key)} -->`;
}
/** A comment's last line. Of too many issues the first ones are kept. */
function stateLine(state) {
    for (const most of [MOST_ISSUES, 100, 50]) {
        const encoded = encode({ ...state, issues: state.issues.slice(0, most) });
        if (encoded.length <= LONGEST_STATE)
            return wrap(encoded);
    }
    return wrap(encode({ ...state, issues: [] }));
}
/**
 * Reads a comment's state if its body is one of ours with this key. That alone does not make it ours: the author
 * must be our own user too.
 *
 * @param body as GitHub returns it; the web editor saves it with CRLF
 * @returns `undefined` when the marker is not its first line, the key is another one, or the last line is no state
 */
function readState(body, key) {
    if (body.length > LONGEST_BODY)
        return undefined;
    if (MARKER.exec(body)?.[1] !== base64url(key))
        return undefined;
    const encoded = STATE_LINE.exec(body)?.[1];
    return encoded === undefined || encoded.length > LONGEST_STATE ? undefined : decode(encoded);
}
/**
 * What people see of a comment: without marker and state, and without the differences that saving in the web editor makes (CRLF,
 * blanks at the ends of lines).
 */
function shownText(body) {
    return body
        .replace(MARKER, '')
        .replace(STATE_LINE, '')
        .replaceAll('\r\n', '\n')
        .replace(/(?<![ \t])[ \t]+$/gm, '')
        .trim();
}
/** The body of a comment that a new one replaces. `pointer` is a line of Markdown that says where the new one is. */
function supersede(body, pointer) {
    return body.replace(FIRST_LINE, () => pointer === undefined ? SUPERSEDED_MARKER : `${SUPERSEDED_MARKER}\n${pointer}\n`);
}
/**
 * Above 0 when `a` is the newer report, below 0 when `b` is, 0 when they are the same.
 *
 * Each report has one place on one line, so that the order is the same whichever reports meet first: the time of its deploy, or,
 * where none is known, of its check (a deploy that was not there then is later than that); then the check, the run, its attempt. A
 * rule that looks at the deploy only where both are known would let A follow C, C follow B and B follow A.
 */
function compareSequences(a, b) {
    return (placeInTime(a) - placeInTime(b) ||
        a.checkedAt - b.checkedAt ||
        a.runId - b.runId ||
        a.runAttempt - b.runAttempt);
}
function placeInTime({ deployedAt, checkedAt }) {
    return deployedAt === 0 ? checkedAt : deployedAt;
}
/**
 * Whether people should hear of it: issues where all was clear, or a gate newly broken; at most once per release.
 */
function gotWorse(before, now) {
    if (before.recreated && before.release === now.release)
        return false;
    const newIssues = before.verdict === 'clear' && now.verdict === 'issues';
    const newlyBroken = before.gate !== 'fail' && now.gate === 'fail';
    return newIssues || newlyBroken;
}
function encode(state) {
    const { deployedAt, checkedAt, runId, runAttempt } = state.sequence;
    return base64url(JSON.stringify({
        release: state.release,
        sequence: [deployedAt, checkedAt, runId, runAttempt],
        digest: state.digest,
        changes: state.changes,
        verdict: state.verdict,
        gate: state.gate,
        recreated: state.recreated,
        issues: state.issues.map(issue => [issue.id, issue.shortId]),
        total: state.total
    }));
}
function decode(encoded) {
    const fields = (0,text_json/* recordOf */.zv)((0,text_json/* parseJson */.qF)(Buffer.from(encoded, 'base64url').toString('utf8')));
    const release = boundedText(fields['release'], LONGEST_RELEASE);
    const sequence = decodeSequence(fields['sequence']);
    const digest = (0,text_json/* textAt */.$6)(fields, 'digest');
    const changes = (0,text_json/* textAt */.$6)(fields, 'changes');
    const verdict = oneOf(fields['verdict'], ['issues', 'clear', 'no-data']);
    const gate = oneOf(fields['gate'], ['pass', 'fail', 'no-data', 'none']);
    const { recreated } = fields;
    const issues = decodeIssues(fields['issues']);
    const total = (0,text_json/* numberAt */.tk)(fields, 'total');
    if (release === undefined || sequence === undefined || digest === undefined || !SHA256.test(digest))
        return undefined;
    if (changes !== undefined && !SHA256.test(changes))
        return undefined;
    if (verdict === undefined || gate === undefined || typeof recreated !== 'boolean')
        return undefined;
    if (issues === undefined || total === undefined || total < issues.length)
        return undefined;
    return { release, sequence, digest, changes, verdict, gate, recreated, issues, total };
}
function decodeSequence(value) {
    const [deployedAt, checkedAt, runId, runAttempt] = (0,text_json/* listOf */.c3)(value).map(entry => (0,text_json/* numberAt */.tk)(entry));
    if (deployedAt === undefined || checkedAt === undefined || runId === undefined || runAttempt === undefined)
        return undefined;
    return { deployedAt, checkedAt, runId, runAttempt };
}
function decodeIssues(value) {
    if (!Array.isArray(value) || value.length > MOST_ISSUES)
        return undefined;
    const issues = value.map((entry) => {
        const [id, shortId] = (0,text_json/* listOf */.c3)(entry).map(part => boundedText(part, LONGEST_ID));
        return typeof id === 'string' && typeof shortId === 'string' ? { id, shortId } : undefined;
    });
    const whole = issues.filter(issue => issue !== undefined);
    return whole.length === issues.length ? whole : undefined;
}
function boundedText(value, longest) {
    const text = (0,text_json/* textAt */.$6)(value);
    return text === undefined || text.length > longest ? undefined : text;
}
function base64url(text) {
    return Buffer.from(text, 'utf8').toString('base64url');
}
function wrap(encoded) {
    return `<!-- sentry-release-state:v1 ${encoded} -->`;
}

;// CONCATENATED MODULE: ./lib/comment/inputs.js







/** Sentry: names of environments have at most 64 characters. */
const MAX_ENVIRONMENT = 64;
/** The key stands in the comment's first line, which counts for GitHub's limit of a body. */
const MAX_KEY = 200;
const MAX_QUERY = 1_000;
const MINUTE = 60_000;
/** Reads the inputs of the comment step; what is wrong with them becomes problems of the reader. */
function readCommentRequest(reader, given) {
    const access = (0,actions_access/* readAccess */.zS)(reader);
    const environment = readEnvironment(reader);
    return {
        access,
        event: given.event,
        ...readVersion(reader, given),
        environment,
        pulls: readPulls(reader),
        maxPulls: reader.integer('max_pull_requests', { min: 1, max: 50, otherwise: 5 }),
        include: readInclude(reader),
        minLevel: readMinLevel(reader),
        further: readQuery(reader),
        maxIssues: reader.integer('max_issues', { min: 1, max: 50, otherwise: 10 }),
        waitMs: reader.integer('wait', { min: 0, max: 1_440, otherwise: 0 }) * MINUTE,
        intervalMs: reader.integer('interval', { min: 1, max: 3_600, otherwise: 60 }) * 1_000,
        comment: reader.oneOf('comment', ['on_issues', 'always', 'never'], 'on_issues'),
        notify: reader.oneOf('notify', ['on_worse', 'never'], 'on_worse'),
        key: readKey(reader) ?? defaultKey(access.projects, environment),
        details: reader.oneOf('details', ['auto', 'full', 'redacted'], 'auto'),
        gate: readGate(reader)
    };
}
function readVersion(reader, { env, event }) {
    const named = identifierOf({
        given: reader.text('release'),
        fromEnvironment: env['SENTRY_RELEASE']?.trim() || undefined,
        commit: event.commit,
        prefix: reader.text('release_prefix') ?? ''
    });
    const { occurrence } = event;
    const nothing = occurrence.kind === 'did-not-happen'
        ? { why: occurrence.why, skipped: 'not-happened' }
        : undefined;
    if ('missing' in named)
        return { version: '', nothing: nothing ?? { why: named.missing, skipped: 'no-pull-request' } };
    const problem = versionProblem(named.version);
    if (problem !== undefined)
        reader.problem(named.decidedBy, named.version, problem);
    return { version: named.version, nothing };
}
function readEnvironment(reader) {
    const environment = reader.text('environment');
    if (environment === undefined)
        return undefined;
    if (environment.length > MAX_ENVIRONMENT ||
        /[/\r\n,]/.test(environment) ||
        (0,inputs/* isOtherForm */.lp)(environment, 'names')) {
        const allowed = `one name of at most ${MAX_ENVIRONMENT} characters, without / and commas, brackets and quotes`;
        reader.problem('environment', environment, allowed);
    }
    return environment;
}
/** GitHub: numbers of pull requests begin at 1. */
function readPulls(reader) {
    const items = reader.list('pull_request', 'newline, comma or space');
    const [word = 'auto'] = items;
    if (items.length <= 1 && /^(?:auto|none)$/i.test(word)) {
        return { kind: word.toLowerCase() === 'auto' ? 'auto' : 'none' };
    }
    for (const item of items) {
        if (/^(?:auto|none)$/i.test(item))
            reader.problem('pull_request', item, 'auto and none only alone');
        else if (!/^[1-9]\d{0,9}$/.test(item))
            reader.problem('pull_request', item, 'auto, none, or numbers of pull requests');
    }
    return { kind: 'numbers', numbers: [...new Set(items.map(Number))] };
}
function readInclude(reader) {
    const items = reader.list('include', 'newline, comma or space').map(item => item.toLowerCase());
    for (const item of items) {
        if (!KINDS.some(kind => kind === item))
            reader.problem('include', item, (0,inputs/* alternatives */.Vo)(KINDS));
    }
    return items.length === 0 ? ['new', 'regressed'] : KINDS.filter(kind => items.includes(kind));
}
function readMinLevel(reader) {
    const given = reader.text('min_level')?.toLowerCase();
    if (given === undefined)
        return undefined;
    const level = LEVELS.find(candidate => candidate === given);
    if (level === undefined)
        reader.problem('min_level', given, (0,inputs/* alternatives */.Vo)(LEVELS));
    return level;
}
function readQuery(reader) {
    const query = reader.text('query');
    if (query === undefined)
        return undefined;
    const problem = query.length > MAX_QUERY ? `at most ${MAX_QUERY} characters` : queryProblem(query);
    if (problem !== undefined)
        reader.problem('query', query, problem);
    return query;
}
function readKey(reader) {
    const key = reader.text('key');
    if (key !== undefined && key.length > MAX_KEY)
        reader.problem('key', key, `at most ${MAX_KEY} characters`);
    return key;
}
function readGate(reader) {
    const given = reader.text('fail_on');
    if (given === undefined)
        return undefined;
    const parsed = parseGate(given);
    if ('gate' in parsed)
        return parsed.gate;
    for (const problem of parsed.problems)
        reader.problem('fail_on', undefined, problem);
    return undefined;
}

;// CONCATENATED MODULE: ./lib/comment/finding.js
/** Whether the release has data, so that there are issues or none. */
function isChecked(finding) {
    return finding.state === 'issues' || finding.state === 'clear';
}
/** `none` means that there is no `fail_on` and that the release could be checked. */
function gateResult(finding) {
    if (finding.state === 'no-data')
        return 'no-data';
    if (finding.state === 'could-not-check')
        return 'error';
    return finding.gate?.result ?? 'none';
}

// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(7030);
;// CONCATENATED MODULE: ./lib/text/mask.js


/** What may stand before a secret, such as `Authorization: Bearer …` or `password=…`, and what follows it. */
const NAMED_VALUE = /(?<![a-z\d])((?:authorization|api[_-]?key|access[_-]?key|password|passwd|pwd|secret|token|session(?:[_-]?id)?)(["']?\s{0,3}[:=]\s{0,3}["']?))(?:(bearer|basic|token)(\s{1,3}))?([^\s"',;&)\]}]{3,})/giu;
const WITH_SCHEME = /\b(bearer|basic)(\s{1,3})([\w+/=.~-]{8,})/gi;
/** Assigned without a blank (`password=…`), or the value of a quoted field (`"password": "…"`). */
const ASSIGNED = /^["']?=["']?$|^["']\s*[:=]\s*["']$/;
/** What programs print for a value that is no secret. */
const LITERAL = /^(?:true|false|null|undefined|none|nil)$/i;
/** Words of prose, also joined ones: `string`, `Unauthorized`, `not-found.` */
const WORDS = /^\p{L}+(?:[-_'’./]\p{L}+)*[.!?:…]*$/u;
const WORD = /^(?:\p{Lu}?\p{Ll}+|\p{Lu}+)[.!?:…]*$/u;
/** A letter and a digit side by side or apart, or a number that is too long for a count. */
const LETTER_AND_DIGIT = /^(?=.*\p{L})(?=.*\d)/u;
const LONG_NUMBER = /^\d{6,}$/;
const USER_AND_PASSWORD = /:\/\/[^\s/@:]{0,200}:[^\s/@]{1,200}@/g;
/** From the beginning of its word: a search from each `eyJ` in it would take the square of its length. */
const JSON_WEB_TOKEN = /(?<![\w-])([\w-]{8,})\.[\w-]+(?:\.[\w-]*)?/g;
const PREFIXED_TOKEN = /\b(?:gh[pousr]_|github_pat_|glpat-|sntry[su]_|sk[_-]|pk_|rk_|whsec_|xox[a-z]-|npm_|pypi-|hf_|AIza|A[KS]IA)[\w-]{12,}/g;
/** Runs without a known prefix: 32 or more hex digits, or 32 or more letters of both sizes with three digits among them. */
const LONG_HEX = /(?<![\w-])[0-9a-f]{32,}(?![\w-])/gi;
const LONG_RANDOM = /(?<![\w+-])(?=(?:[A-Za-z_+-]*\d){3})(?=[a-z\d_+-]*[A-Z])(?=[A-Z\d_+-]*[a-z])[\w+-]{32,}={0,2}/g;
// the last label of a domain has letters only: `web@1.1.0` is a release
const EMAIL = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})*\.\p{L}{2,63}/gu;
const IP_V4_CANDIDATE = /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?!\d|\.\d)/g;
const IP_V6_CANDIDATE = /(?<![\w:])[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?![\w:])/gi;
/**
 * Hides what must not stand in a comment even where titles are shown in full: tokens and passwords, e-mail
 * addresses, IP addresses. Call it before `clean`, which may cut a secret to a piece that is no longer known as one.
 *
 * @returns the text with `[token]`, `[email]` and `[ip]` in their place
 */
function maskSensitive(text) {
    return (0,clean/* cutForSearch */.ON)(text)
        .replace(USER_AND_PASSWORD, '://[token]@')
        .replace(NAMED_VALUE, maskNamed)
        .replace(WITH_SCHEME, (all, scheme, _blanks, value) => WORD.test(value) ? all : `${scheme} [token]`)
        .replace(JSON_WEB_TOKEN, maskedWebToken)
        .replace(PREFIXED_TOKEN, '[token]')
        .replace(LONG_HEX, '[token]')
        .replace(LONG_RANDOM, '[token]')
        .replace(EMAIL, '[email]')
        .replace(IP_V4_CANDIDATE, candidate => ((0,external_node_net_.isIPv4)(candidate) ? '[ip]' : candidate))
        .replace(IP_V6_CANDIDATE, candidate => ((0,external_node_net_.isIPv6)(candidate) && /\d/.test(candidate) ? '[ip]' : candidate));
}
/**
 * Prose has the same words as a configuration: `Unexpected token: string` names no secret. Hence the value's own form decides,
 * and the word before it only where the value is assigned to it.
 */
function maskNamed(all, before, sign, scheme, _blanks, value) {
    if (scheme !== undefined)
        return WORD.test(value) ? all : `${before}${scheme} [token]`;
    const isSecret = ASSIGNED.test(sign) ? !LITERAL.test(value) : isSecretByForm(value);
    return isSecret ? `${before}[token]` : all;
}
function isSecretByForm(value) {
    if (WORDS.test(value))
        return false;
    return LETTER_AND_DIGIT.test(value) || LONG_NUMBER.test(value);
}
/** The header of a JSON Web Token begins with `eyJ`, which is `{"` in Base64. */
function maskedWebToken(found, header) {
    const start = header.search(/\beyJ/);
    return start === -1 || header.length - start < 8 ? found : `${found.slice(0, start)}[token]`;
}

;// CONCATENATED MODULE: ./lib/comment/judge/fit.js
/**
 * Takes apart what a runtime or a bundler calls a file: `/app/src/pay.ts`, `webpack://shop/./src/pay.ts?a1b2`,
 * `C:\build\src\Pay.cs`, `~/static/pay.js`, `package:shop/pay.dart`.
 */
function framePath(file) {
    const plain = file.replace(/^\\\\\?\\/, '').replace(/\?.*$/s, '');
    const [scheme = '', name = ''] = SCHEME.exec(plain) ?? [];
    if (scheme !== '') {
        const rest = plain.slice(scheme.length);
        if (PLACES.test(name))
            return { segments: resolved(rest), isAbsolute: true };
        // a bundler writes its own folder, such as `(rsc)`, before the `.` that is the project
        return { segments: resolved(rest.replace(/^.*?[/\\]\.(?=[/\\])/, '')), isAbsolute: false };
    }
    const [, library, below] = /^package:([^/]+)\/(.+)$/.exec(plain) ?? [];
    if (library !== undefined && below !== undefined)
        return { segments: [library, 'lib', ...resolved(below)], isAbsolute: true };
    const isAbsolute = /^[/\\]/.test(plain) || DRIVE.test(plain) || GO_MODULE.test(plain);
    return { segments: resolved(plain.replace(DRIVE, '')), isAbsolute };
}
/**
 * Whether a path that a frame names is a file of the repository. One that begins outside of the repository may know more of the
 * path; any one may know less (its project is a folder of the repository). A bare name could be in many folders.
 *
 * @param path the file in the repository, by segments; it has the same name
 */
function pathFit({ segments, isAbsolute }, path) {
    if (segments.length <= 1)
        return fit_SILENT;
    if (endsWith(path, segments))
        return fits(segments.length);
    return isAbsolute && endsWith(segments, path) ? fits(path.length) : CONTRADICTS;
}
/**
 * Whether the module (class, package, namespace) of a frame is in a file of the repository. Where the language puts modules into
 * folders of their names, another folder is another module.
 *
 * @param module as Sentry has it: `com.acme.pay.Utils$Companion`, `service_a.main`, `github.com/acme/web/pay`, `src/pay`
 * @param path the file in the repository, by segments
 */
function moduleFit(module, path) {
    const [, stem = '', extension = ''] = /^(.*?)(?:\.([^.]*))?$/s.exec(path.at(-1) ?? '') ?? [];
    const place = { folders: path.slice(0, -1), stem };
    const rule = RULES.find(([extensions]) => extensions.test(extension.toLowerCase()))?.[1] ?? looseFit;
    return rule(module, place);
}
const CONTRADICTS = { kind: 'contradicts' };
const fit_SILENT = { kind: 'silent' };
function fits(length) {
    return { kind: 'fits', length };
}
/** Whether a list ends with another one. */
function endsWith(list, end) {
    const offset = list.length - end.length;
    return offset >= 0 && end.every((part, index) => part === list[offset + index]);
}
/** Schemes of real places; those of bundlers and of `app:` begin at a folder of the project. */
const PLACES = /^(?:https?|file|capacitor|ionic|[a-z]+-extension)$/i;
const SCHEME = /^([a-z][a-z\d+.-]*):\/\/[^/\\]*/i;
const DRIVE = /^[a-z]:(?=[/\\])/i;
/** Go with `-trimpath`: the path of the module, such as `github.com/acme/web/pay/charge.go`. */
const GO_MODULE = /^[\w-]+(?:\.[\w-]+)+\/.*\.go$/;
function resolved(path) {
    const segments = [];
    for (const segment of path.split(/[/\\]/)) {
        if (segment === '..')
            segments.pop();
        else if (segment !== '' && segment !== '.' && segment !== '~' && segment !== '[project]')
            segments.push(segment);
    }
    return segments;
}
/** By the extension of the file. In the languages that are not named the module's name need not follow the folders. */
const RULES = [
    [/^(?:java|kts?|groovy|scala|cljc?)$/, classFit],
    [/^py[xiw]?$/, pythonFit],
    [/^go$/, goFit],
    [/^[cm]?[jt]sx?$|^(?:vue|svelte)$/, scriptFit]
];
/** JVM: `com.acme.pay.Utils$Companion` is in the folder `com/acme/pay`, whatever the file is called; `app//` names the loader. */
function classFit(module, { folders }) {
    const packages = parts(module.replace(/\$.*$/s, '').replace(/^.*\//, ''), /\./).slice(0, -1);
    if (packages.length === 0)
        return fit_SILENT;
    return endsWith(folders, packages) ? fits(packages.length + 1) : CONTRADICTS;
}
/** Python: `service_a.main` is `service_a/main.py`, the package `service_a` is `service_a/__init__.py`. */
function pythonFit(module, { folders, stem }) {
    const names = parts(module, /\./);
    if (names.length === 0 || names[0] === '__main__')
        return fit_SILENT;
    const isPackage = stem === '__init__' && names.at(-1) !== '__init__';
    const packages = isPackage ? names : names.slice(0, -1);
    if (packages.length === 0)
        return fit_SILENT;
    return endsWith(folders, packages) ? fits(packages.length + 1) : CONTRADICTS;
}
/** Go: the import path of the package. Its beginning is the module's name, which is no folder: `github.com/acme/web`. */
function goFit(module, { folders }) {
    const names = parts(module, /\//).filter(name => !/^v\d+$/.test(name));
    const length = [...folders.keys()].find(offset => endsWith(names, folders.slice(offset))) ?? folders.length;
    const common = folders.length - length;
    if (common > 0)
        return fits(common + 1);
    const isBelowModule = names.length > 3 && (names[0] ?? '').includes('.');
    return isBelowModule ? CONTRADICTS : fit_SILENT;
}
/** JavaScript: made of the path, `src/pay` or `src:pay`; of a bundle it may be another folder. */
function scriptFit(module, { folders, stem }) {
    const names = parts(module, /[/:]/);
    const whole = [...folders, stem];
    return names.length > 1 && endsWith(whole, names) ? fits(names.length) : fit_SILENT;
}
/** C# and others: namespaces mostly follow the folders, which may have dots in their names. */
function looseFit(module, { folders, stem }) {
    const names = parts(module.replace(/[`+$].*$/s, ''), /[./\\:]+/);
    const around = folders.flatMap(folder => folder.split('.'));
    for (const wanted of names.at(-1) === stem ? [names.slice(0, -1)] : [names, names.slice(0, -1)])
        if (wanted.length > 0 && endsWith(around, wanted))
            return fits(wanted.length + 1);
    return fit_SILENT;
}
function parts(name, separator) {
    return name.split(separator).filter(part => part !== '');
}

;// CONCATENATED MODULE: ./lib/comment/report/addresses.js

/** A commit's page on GitHub; empty for a repository that is not named as GitHub names them. */
function commitUrl(repository, sha) {
    return (0,address/* repositoryPage */.WR)(repository, ['commit', sha]) ?? '';
}
/** A file at a commit on GitHub, at a line if it is known; empty for what has no page there. */
function fileUrl(repository, at) {
    const page = (0,address/* repositoryPage */.WR)(repository, ['blob', at.sha, ...at.path.split('/')]);
    return page === undefined ? '' : `${page}${at.line === undefined ? '' : `#L${at.line}`}`;
}

;// CONCATENATED MODULE: ./lib/comment/judge/attribution.js


/**
 * Finds the changed file that a frame is in. A frame names a file, an absolute path, a module: at least one must lead to the changed
 * file, and none to another file. A bare name is not enough, because every package may have such a file. If several files fit
 * equally well, none is taken. Only the lines that the pull request adds or changes are its lines.
 */
function attribute(frame, files) {
    const named = [...new Set([frame.file, frame.absPath])].filter(file => file !== undefined).map(framePath);
    const name = named[0]?.segments.at(-1);
    if (name === undefined)
        return { inPullRequest: 'no', path: undefined };
    const known = files
        .filter(file => file.path.endsWith(name))
        .map(file => ({ file, length: fitOf({ named, module: frame.module }, file.path.split('/')) }))
        .filter(({ length }) => length > 0);
    const longest = Math.max(0, ...known.map(fit => fit.length));
    const [best, ...others] = known.filter(fit => fit.length === longest);
    if (best === undefined || others.length > 0)
        return { inPullRequest: 'no', path: undefined };
    const { line } = frame;
    const isChanged = line !== undefined && best.file.lines.some(({ first, last }) => first <= line && line <= last);
    return { inPullRequest: isChanged ? 'line' : 'file', path: best.file.path };
}
/** By how many segments a frame leads to a file: 0 when it does not, or leads to others just as well. */
function fitOf({ named, module }, path) {
    const name = path.at(-1);
    if (named.some(({ segments }) => segments.at(-1) !== name))
        return 0;
    const found = [
        ...named.map(frame => pathFit(frame, path)),
        ...(module === undefined ? [] : [moduleFit(module, path)])
    ];
    if (found.some(({ kind }) => kind === 'contradicts'))
        return 0;
    return Math.max(0, ...found.map(fit => (fit.kind === 'fits' ? fit.length : 0)));
}
/** The issue with what its frame tells; `at` is the released commit, where known files are linked. */
function placed(issue, frame, options) {
    if (frame === undefined)
        return issue;
    const { inPullRequest, path } = attribute(frame, options.files);
    const { at } = options;
    return {
        ...issue,
        frame,
        file: path ?? frame.file,
        line: frame.line,
        function: frame.function,
        fileUrl: path === undefined || at === undefined
            ? undefined
            : fileUrl(at.repository, { sha: at.sha, path, line: frame.line }),
        inPullRequest
    };
}
/** A frame's file as people write it: without scheme, query, `.` and leading `..`. */
function shownPath(file) {
    return (file.startsWith('/') ? '/' : '') + framePath(file).segments.join('/');
}

;// CONCATENATED MODULE: ./lib/comment/report/table.js




const LEVEL_SIGNS = {
    fatal: '🔴',
    error: '🔴',
    warning: '🟠',
    info: '🔵',
    debug: '🔵'
};
const NEARNESS_SIGNS = {
    line: ' 📍',
    file: ' 📄',
    no: '',
    unknown: ''
};
/** This many changes of each sort are listed. The rest is counted. */
const MOST_CHANGES = 20;
/** A path does not wrap: a longer one would leave the titles a column as narrow as a word. */
const LONGEST_PATH = 50;
/** The table of issues. `include` are the kinds that may be named. */
function issueTable(report, issues, include) {
    const { hosts } = report.subject;
    return (0,markdown/* table */.tp)([
        ['', 'left'],
        ['Issue', 'left'],
        ['Events', 'right'],
        ['Users', 'right'],
        ['Where', 'left']
    ], issues.map(issue => [
        signs(issue, include),
        report.details === 'full' ? titleCell(issue, hosts) : redactedCell(issue, hosts),
        number(issue.count, issue),
        number(issue.userCount, issue),
        report.details === 'full' ? placeCell(issue, hosts) : redactedPlaceCell(issue)
    ]));
}
/** Explains the signs that the rows bear; `undefined` when they bear none. */
function legend(issues) {
    const meanings = [
        ...(issues.some(issue => issue.inPullRequest === 'line')
            ? ['📍 the top in-app frame is on a line this pull request changed']
            : []),
        ...(issues.some(issue => issue.inPullRequest === 'file')
            ? ['📄 the top in-app frame is in a file this pull request changed']
            : [])
    ];
    return meanings.length === 0 ? undefined : `<sub>${meanings.join('<br>')}</sub>`;
}
/** Who looks after the issues. A redacted report does not show it. */
function assignment(report, issues) {
    if (report.details === 'redacted' || issues.length === 0)
        return undefined;
    const rows = issues.map(issue => [(0,markdown/* code */.aY)(issue.shortId), assigned(issue), minute(issue.firstSeen) ?? '']);
    const head = [
        ['Issue', 'left'],
        ['Assigned', 'left'],
        ['First seen (UTC)', 'left']
    ];
    return (0,markdown/* details */.zH)('Assignment', (0,markdown/* table */.tp)(head, rows));
}
/** What came and went, folded; `undefined` when nothing did. */
function changeList(changes, level) {
    const { added, gone } = changes;
    const summary = [
        ...(added.length === 0 ? [] : [`${added.length} added`]),
        ...(gone.length === 0 ? [] : [`${gone.length} gone`])
    ].join(', ');
    if (summary === '')
        return undefined;
    const title = (entry) => level === 'full' ? ` ${(0,markdown/* proseCode */.Df)(maskSensitive(entry.title))}` : '';
    const lines = [
        ...shortened(added, entry => `- added: ${(0,markdown/* proseCode */.Df)(entry.shortId)}${title(entry)}`, 'added'),
        ...shortened(gone, shortId => `- gone: ${(0,markdown/* proseCode */.Df)(shortId)}`, 'gone')
    ];
    return (0,markdown/* details */.zH)(`Since the previous report: ${summary}`, lines.join('\n'));
}
/** The section of `changeList` in a report, as it stands there. */
function changesIn(markdown) {
    return /^<details>\n<summary>Since the previous report: .*<\/summary>\n[^]*?\n<\/details>$/m.exec(markdown)?.[0];
}
/** A time to the minute, in UTC, such as `2026-01-15 10:05`; `undefined` for what is no time. */
function minute(time) {
    const date = new Date(time ?? Number.NaN);
    return Number.isNaN(date.getTime()) ? undefined : date.toISOString().slice(0, 16).replace('T', ' ');
}
function signs(issue, include) {
    const kind = KINDS.find(candidate => include.includes(candidate) && issue.kinds.includes(candidate)) ?? 'new';
    const sign = kind === 'regressed' ? '🔁' : LEVEL_SIGNS[issue.level];
    return `${sign} ${kind}${NEARNESS_SIGNS[issue.inPullRequest]}`;
}
function titleCell(issue, hosts) {
    return `${(0,markdown/* link */.nf)((0,markdown/* code */.aY)(maskSensitive(issue.title)), issue.url, hosts)} ${(0,markdown/* code */.aY)(issue.shortId)}`;
}
function redactedCell(issue, hosts) {
    return `${(0,markdown/* link */.nf)((0,markdown/* code */.aY)(issue.shortId), issue.url, hosts)} ${issue.level}`;
}
function number(value, issue) {
    if (value === undefined)
        return '–';
    return issue.countsAre === 'total' ? `${value} total` : String(value);
}
function placeCell(issue, hosts) {
    if (issue.file === undefined)
        return '';
    const place = (0,markdown/* code */.aY)(`${shortPath(issue.file)}${issue.line === undefined ? '' : `:${issue.line}`}`);
    const linked = issue.fileUrl === undefined ? place : (0,markdown/* link */.nf)(place, issue.fileUrl, hosts);
    return issue.function === undefined ? linked : `${linked} ${(0,markdown/* code */.aY)(issue.function, 60)}`;
}
function redactedPlaceCell(issue) {
    return issue.file === undefined ? '' : (0,markdown/* code */.aY)(shortPath(issue.file));
}
/** The end of a long path tells more than its beginning. */
function shortPath(file) {
    const path = shownPath(file);
    if (path.length <= LONGEST_PATH)
        return path;
    const segments = path.split('/');
    while (segments.length > 1 && segments.join('/').length > LONGEST_PATH)
        segments.shift();
    return `…/${segments.join('/')}`;
}
function assigned(issue) {
    if (issue.assignedTo !== undefined)
        return (0,markdown/* code */.aY)(maskSensitive(issue.assignedTo), 60);
    const owners = issue.owners.slice(0, 3).map(owner => (0,markdown/* code */.aY)(maskSensitive(owner), 60));
    return owners.length === 0 ? 'nobody' : `nobody, suggested: ${owners.join(' ')}`;
}
function shortened(entries, line, what) {
    const rest = entries.length - MOST_CHANGES;
    return [...entries.slice(0, MOST_CHANGES).map(line), ...(rest > 0 ? [`- and ${rest} more ${what}`] : [])];
}

;// CONCATENATED MODULE: ./lib/comment/report/render.js





/** GitHub refuses bodies above 65,536 characters and does not say of which kind. */
const BUDGET = 60_000;
/** The most that `max_issues` may ask for. */
const MOST_ROWS = 50;
const NOTHING_KNOWN = {
    release: 'Sentry does not know this release.',
    environment: 'Sentry does not know this environment yet.',
    events: 'Sentry has not seen any event of this release yet, so there is nothing to judge.'
};
/** Renders a report. What was rendered for one text is used again for the next one. */
function rendered(report, style) {
    const { finding, subject, maxIssues, details } = report;
    const byRows = new Map();
    const footing = footer(finding, subject);
    const most = finding.state === 'issues' ? Math.min(maxIssues, MOST_ROWS, finding.issues.length) : 0;
    function partsOf(rows) {
        const known = byRows.get(rows) ?? render_parts(report, style, rows);
        byRows.set(rows, known);
        return known;
    }
    return {
        markdown({ budget, changes }) {
            const changed = changes === undefined || !isChecked(finding) ? undefined : changeList(changes, details);
            const at = (rows, isFolded) => {
                const { head, assignment: assigned } = partsOf(rows);
                const folded = isFolded ? [changed, assigned] : [];
                return [...head, ...folded, footing].filter(block => block !== undefined).join('\n\n');
            };
            for (const isFolded of [true, false]) {
                const rows = largest(most, count => at(count, isFolded).length <= budget);
                if (rows !== undefined)
                    return at(rows, isFolded);
            }
            return at(0, false);
        }
    };
}
/** The report as Markdown, where only one text is made of it. */
function render(report, { style, budget }) {
    return rendered(report, style).markdown({ budget, changes: report.changes });
}
/** The largest number up to `most` that fits, found by halving. `undefined` when only 0 fits and `most` is more. */
function largest(most, fits) {
    if (fits(most))
        return most;
    let fitting = 0;
    let tooMany = most;
    while (tooMany - fitting > 1) {
        const middle = Math.floor((fitting + tooMany) / 2);
        if (fits(middle))
            fitting = middle;
        else
            tooMany = middle;
    }
    return fitting === 0 ? undefined : fitting;
}
function heading(finding, subject) {
    const name = (0,markdown/* proseCode */.Df)(subject.release);
    const linked = (0,markdown/* link */.nf)(name, subject.releaseUrl, subject.hosts);
    if (finding.state === 'no-data')
        return `## ⚪ Sentry · no events of ${name} yet`;
    if (finding.state === 'could-not-check')
        return `## ⚠️ Sentry · could not check ${name}`;
    if (finding.state === 'clear')
        return `## ✅ Sentry · no ${adjective(finding.include)} issues in ${linked}`;
    const total = finding.issues.length;
    return total === 0
        ? `## 🔴 Sentry · gate failed for ${linked}`
        : `## 🔴 Sentry · ${total} ${total === 1 ? 'issue' : 'issues'} in ${linked}`;
}
function render_parts(report, style, most) {
    const { finding, subject } = report;
    const head = heading(finding, subject);
    if (finding.state === 'could-not-check')
        return { head: [head, (0,markdown/* text */.Qq)(maskSensitive(finding.message), 500)], assignment: undefined };
    if (finding.state === 'no-data')
        return { head: [head, nothingKnown(finding, subject)], assignment: undefined };
    const rows = finding.issues.slice(0, most);
    return {
        head: [
            head,
            finding.gate === undefined ? undefined : brokenGate(finding.gate, style),
            counts(finding, subject),
            rows.length === 0 ? undefined : issueTable(report, rows, finding.include),
            remainder(finding.issues.length - rows.length, rows.length, subject),
            legend(rows)
        ],
        assignment: assignment(report, rows)
    };
}
function brokenGate(gate, style) {
    if (gate.result === 'pass')
        return undefined;
    const terms = gate.broken.map(({ term, found }) => `${(0,markdown/* proseCode */.Df)(term.text)}, found ${found}`).join('; ');
    return [
        ...(style === 'github' ? ['> [!CAUTION]'] : []),
        `> **Gate failed:** ${terms}.${changedHere(gate)}`
    ].join('\n');
}
/** Tells the author which issues are theirs. Only frames on changed lines count. */
function changedHere(gate) {
    const all = gate.issues.length;
    const here = gate.issues.filter(issue => issue.inPullRequest === 'line').length;
    if (here === 0)
        return '';
    if (all === 1)
        return ' It is in code this pull request changed.';
    if (here === all)
        return ' All are in code this pull request changed.';
    return ` ${here} of them ${here === 1 ? 'is' : 'are'} in code this pull request changed.`;
}
function counts(finding, subject) {
    const numbers = KINDS.filter(kind => finding.include.includes(kind))
        .map(kind => `**${finding.counts[kind] ?? 0} ${kind}**`)
        .join(' · ');
    const context = [
        ...(subject.environment === undefined ? [] : [(0,markdown/* proseCode */.Df)(subject.environment)]),
        ...(finding.gate?.result === 'pass' ? ['gate passed'] : [])
    ].join(' · ');
    return context === '' ? numbers : `${numbers} | ${context}`;
}
function remainder(left, rows, subject) {
    if (left <= 0)
        return undefined;
    const all = (0,markdown/* link */.nf)('all in Sentry', subject.searchUrl, subject.hosts);
    return rows === 0 ? `Not listed here: ${all}` : `and ${left} more: ${all}`;
}
function nothingKnown(finding, subject) {
    const environment = subject.environment === undefined ? '' : ` | ${(0,markdown/* proseCode */.Df)(subject.environment)}`;
    return `${NOTHING_KNOWN[finding.missing]}${environment}`;
}
function footer(finding, subject) {
    // An organization that is not known has no page.
    const isLinked = finding.state !== 'clear' && subject.organization !== '';
    const parts = [
        deployed(subject),
        isLinked ? (0,markdown/* link */.nf)('all in Sentry', subject.searchUrl, subject.hosts) : undefined
    ].filter(part => part !== undefined);
    return parts.length === 0 ? undefined : `<sub>${parts.join(' · ')}</sub>`;
}
function deployed({ commit, deployedAt, hosts }) {
    const time = minute(deployedAt);
    const linked = commit === undefined ? undefined : (0,markdown/* link */.nf)((0,markdown/* code */.aY)(commit.sha.slice(0, 7)), commit.url, hosts);
    if (time === undefined)
        return linked === undefined ? undefined : `Commit ${linked}`;
    return linked === undefined ? `Deploy of ${time} UTC` : `Deploy of ${linked}, ${time} UTC`;
}
function adjective(include) {
    return include.includes('new') ? 'new' : KINDS.filter(kind => include.includes(kind)).join(' or ');
}

;// CONCATENATED MODULE: ./lib/comment/report/outputs.js



/** The outputs of the comment step, in the order of the manifest. */
const COMMENT_OUTPUTS = [
    'new_count',
    'regressed_count',
    'escalating_count',
    'total_count',
    'issues',
    'pull_requests',
    'comment_id',
    'comment_url',
    'comment_action',
    'gate_result',
    'report'
];
const MAX_ISSUES = 200;
/** Of texts in the output `issues`, in UTF-16 units: GitHub allows 1 MB for all outputs of a job. */
const MAX_TEXT = 1_000;
/** Makes outputs, job summary and ending from what a run knows. Pure. */
function resultOf(end) {
    const markdown = end.rendered.markdown({ budget: BUDGET, changes: undefined });
    return {
        outputs: outputsOf(end, markdown),
        summary: [markdown, pullsLine(end)].filter(part => part !== '').join('\n\n'),
        ending: endingOf(end)
    };
}
function outputsOf({ report, queried, issues, pulls, without }, markdown) {
    const { finding } = report;
    const isKnown = finding.state !== 'could-not-check';
    const count = (kind) => isKnown && queried.includes(kind) ? issues.filter(issue => issue.kinds.includes(kind)).length : '';
    const first = pulls[0]?.published;
    return {
        new_count: count('new'),
        regressed_count: count('regressed'),
        escalating_count: count('escalating'),
        total_count: isKnown ? issues.length : '',
        issues: issues.slice(0, MAX_ISSUES).map(issueOutput),
        pull_requests: pulls.map(({ number, rule, published }) => ({
            number,
            rule,
            comment_id: published.comment?.id ?? null,
            comment_url: published.comment?.url ?? null,
            comment_action: published.action
        })),
        comment_id: first?.comment?.id ?? '',
        comment_url: first?.comment?.url ?? '',
        comment_action: first?.action ?? (without === undefined ? '' : `skipped:${without.skipped}`),
        gate_result: gateResult(finding),
        report: markdown
    };
}
/** Always in full: the workflow decides who sees it. */
function issueOutput(issue) {
    const { id, shortId, kinds, title, level, project, url, count, userCount, file, line, inPullRequest } = issue;
    return {
        id,
        shortId,
        kind: kinds[0] ?? null,
        title: outputs_bounded(title),
        level,
        project,
        url,
        count: count ?? null,
        userCount: userCount ?? null,
        file: file === undefined ? null : outputs_bounded(file),
        line: line ?? null,
        inPullRequest: inPullRequest === 'unknown' ? null : inPullRequest !== 'no'
    };
}
function outputs_bounded(text) {
    return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT).toWellFormed()}…`;
}
function pullsLine({ report, pulls, without }) {
    if (pulls.length === 0)
        return without === undefined ? '' : `No comment: ${(0,markdown/* code */.aY)(without.why, 300)}`;
    return pulls
        .map(({ number, published }) => {
        const label = `Pull request ${number}`;
        const url = published.comment?.url ?? '';
        return `${(0,markdown/* link */.nf)(label, url, report.subject.hosts)}: ${said(published.action)}`;
    })
        .join('<br>');
}
const REASONS = {
    clear: 'no comment, there is nothing to report',
    'no-data': 'its comment is left as it is, there is no data yet',
    newer: 'there is a newer report, or a newer commit to report on',
    never: 'no comment is wanted',
    'dry-run': 'dry run, nothing written',
    error: 'nothing is known to be written, something failed; see the log',
    permission: 'the token may not comment',
    locked: 'the conversation is locked',
    'not-found': 'it does not exist',
    'rate-limit': "GitHub's limit of requests is used up",
    'no-token': 'there is no token',
    'no-pull-request': 'there is no pull request',
    'unknown-author': 'whether its comment is ours is not known',
    'not-happened': 'what the event tells of did not happen'
};
function said(action) {
    if (action === 'created' || action === 'recreated')
        return 'comment written';
    if (action === 'updated')
        return 'comment updated';
    if (action === 'unchanged')
        return 'its comment says the same already';
    return Object.entries(REASONS).find(([why]) => action === `skipped:${why}`)?.[1] ?? action;
}
/** A broken gate counts more than a comment that could not be written. */
function endingOf({ report: { finding, subject }, failure }) {
    if (finding.state !== 'no-data' && finding.state !== 'could-not-check' && finding.gate?.result === 'fail') {
        const terms = finding.gate.broken.map(({ term, found }) => `${term.text} (found ${found})`).join(', ');
        return { kind: 'gate-broken', message: `The gate failed for ${subject.release}: ${terms}.` };
    }
    return failure === undefined ? { kind: 'done' } : { kind: 'failed', failure };
}

;// CONCATENATED MODULE: ./lib/run/tried.js

/**
 * Waits for a value and turns a failure into one.
 * @throws what is no `Failure`, and anything once the run is to stop
 */
async function tried(value, { signal }) {
    try {
        return { kind: 'done', value: await value };
    }
    catch (error) {
        signal.throwIfAborted();
        if (error instanceof run_failure/* Failure */.HR)
            return { kind: 'failed', failure: error };
        throw error;
    }
}
/** As `tried`, but what ends the run is a failure like others: for the last step, when there is something to report. */
async function triedLast(value) {
    try {
        return { kind: 'done', value: await value };
    }
    catch (error) {
        if (error instanceof run_failure/* Failure */.HR)
            return { kind: 'failed', failure: error };
        throw error;
    }
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
    return new run_failure/* Failure */.HR(failure.kind, `${failure.message}; the connection sees the organization ${(0,clean/* clean */.uH)(organization, 100)}${andProjects}`, {
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
    return new run_failure/* Failure */.HR(SCOPE_FAILURES.organizationUnknown, `The connection sees no organization ${(0,clean/* clean */.uH)(organization, 100)}; it sees ${(0,text_names/* countedNames */.Zh)((0,text_names/* nearestFirst */.F8)([organization], slugs), 'organization')}`, {
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
    const named = unknown.map(project => (0,clean/* clean */.uH)(project, 100)).join(', ');
    return new run_failure/* Failure */.HR(SCOPE_FAILURES.projectUnknown, `The organization ${(0,clean/* clean */.uH)(organization, 100)} has no project ${named} that the connection sees; it has ${(0,text_names/* countedNames */.Zh)((0,text_names/* nearestFirst */.F8)(unknown, slugs), 'project')}`, {
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
    return rows.map(row => (0,text_json/* textOf */.b6)((0,text_json/* recordOf */.zv)(row)['name']) ?? '').filter(name => name !== '');
}
/**
 * What to say of an environment that Sentry does not know.
 * @param known those that it knows; `undefined` when that could not be read
 */
function unknownEnvironment(name, known) {
    const unknown = `Sentry does not know the environment ${(0,clean/* clean */.uH)(name, 64)}`;
    if (known === undefined)
        return `${unknown}.`;
    const seen = `it knows ${(0,text_names/* countedNames */.Zh)((0,text_names/* nearestFirst */.F8)([name], known), 'environment')}`;
    const meant = (0,text_names/* didYouMean */.au)([name], known).trim();
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
        throw new run_failure/* Failure */.HR(failures/* GATEWAY_FAILURES */.d.unavailable, `The organization's slug is none: ${(0,clean/* clean */.uH)(only, 100)}`);
    }
    const seen = (0,text_names/* countedNames */.Zh)(slugs, 'organization');
    throw new run_failure/* Failure */.HR(ORGANIZATION_FAILURES.organizationUnclear, `The connection sees ${seen}`);
}

;// CONCATENATED MODULE: ./lib/comment/judge/assess.js



/**
 * Judges and orders the issues as one pull request sees them. What the list says chooses the rows that are shown. For each of these
 * rows the latest event is read once, which may only change their order.
 *
 * @param issues all distinct issues
 * @param files what the pull request changes
 */
async function findingFor(issues, files, assessing) {
    const { maxIssues, at, readFrames } = assessing;
    const place = (frames) => assess(issues.map(issue => placed(issue, frames.get(issue.id) ?? frameOfIssue(issue), { files, at })), assessing);
    const listed = place(await readFrames([]));
    const rows = new Set(listed.issues.slice(0, maxIssues).map(({ id }) => id));
    const looked = place(await readFrames([...rows]));
    const shown = looked.issues.filter(({ id }) => rows.has(id));
    return { ...looked, issues: [...shown, ...looked.issues.filter(({ id }) => !rows.has(id))] };
}
/** The finding for a pull request whose files are not all known: no issue can be said to come from elsewhere. */
function withUnknownFiles(finding) {
    if (finding.state !== 'issues' && finding.state !== 'clear')
        return finding;
    const issues = finding.issues.map(issue => issue.inPullRequest === 'no' ? { ...issue, inPullRequest: 'unknown' } : issue);
    return { ...finding, issues };
}
/**
 * Joins what the queries of the kinds found: an issue that several of them found stays one, with all its kinds.
 *
 * @param found the issues by the kind that was asked for; their own `kinds` are replaced
 */
function distinct(found) {
    const byId = new Map();
    for (const kind of KINDS) {
        for (const issue of found.get(kind) ?? []) {
            const known = byId.get(issue.id);
            if (known === undefined)
                byId.set(issue.id, { ...issue, kinds: [kind] });
            else if (!known.kinds.includes(kind))
                byId.set(issue.id, { ...known, kinds: [...known.kinds, kind] });
        }
    }
    return [...byId.values()];
}
/**
 * What a release with data looks like: counted, judged and put in order. It may be called again after frames were
 * looked up, which changes the order.
 *
 * @param issues all distinct issues of all kinds that were queried
 * @param options the kinds that may be shown, the kinds that were queried, and the gate
 */
function assess(issues, options) {
    const { include, queried } = options;
    const gate = options.gate === undefined ? undefined : gate_judge(options.gate, issues);
    const shown = issues.filter(issue => issue.kinds.some(kind => include.includes(kind)));
    return {
        state: shown.length > 0 || gate?.result === 'fail' ? 'issues' : 'clear',
        include,
        counts: countKinds(issues, queried),
        issues: inOrder(shown, gate),
        gate
    };
}
function countKinds(issues, queried) {
    const count = (kind) => queried.includes(kind) ? issues.filter(issue => issue.kinds.includes(kind)).length : undefined;
    return { new: count('new'), regressed: count('regressed'), escalating: count('escalating') };
}
const NEARNESS = { line: 2, file: 1, no: 0, unknown: 0 };
/** Breaks the gate, near the pull request's changes, level, unhandled, users, events; the older issue first. */
function inOrder(issues, gate) {
    const breaking = new Set(gate?.issues.map(issue => issue.id));
    const rank = (issue) => [
        breaking.has(issue.id) ? 1 : 0,
        NEARNESS[issue.inPullRequest],
        LEVELS.indexOf(issue.level),
        issue.isUnhandled ? 1 : 0,
        issue.userCount ?? 0,
        issue.count ?? 0
    ];
    return issues
        .map(issue => ({ issue, rank: rank(issue) }))
        .sort((a, b) => descending(a.rank, b.rank) || byId(a.issue.id, b.issue.id))
        .map(({ issue }) => issue);
}
function descending(a, b) {
    for (const [index, value] of a.entries()) {
        const other = b[index] ?? 0;
        if (value !== other)
            return other - value;
    }
    return 0;
}
/** Ids are decimal numbers of any length, written as texts. */
function byId(a, b) {
    if (a.length !== b.length)
        return a.length - b.length;
    return a < b ? -1 : Number(a > b);
}

;// CONCATENATED MODULE: ./lib/comment/judge/frames.js



const AT_ONCE = 6;
/**
 * Reads the latest events of issues, at most six at once.
 *
 * A connection may lack the right to read events. The first refusal ends the look-ups. The issues then keep the place that the list
 * named.
 */
function frameReader(sentry, { organization, environment, context }) {
    const frames = new Map();
    let isRefused = false;
    async function read(id) {
        if (isRefused)
            return;
        const query = { environment };
        const event = await tried(sentry.call('get-latest-event', { organization, issue: id }, { query }), context);
        frames.set(id, event.kind === 'done' ? topInAppFrame(event.value.json) : undefined);
        if (event.kind === 'done' || event.failure.kind === failures/* GATEWAY_FAILURES */.d.notFound || isRefused)
            return;
        isRefused = true;
        context.log.info(`Files are shown as Sentry's list names them: ${event.failure.message}`);
    }
    return async (ids) => {
        const queue = ids.filter(id => !frames.has(id)).values();
        const worker = async () => {
            for (const id of queue)
                await read(id);
        };
        await Promise.all(Array.from({ length: AT_ONCE }, worker));
        return frames;
    };
}

;// CONCATENATED MODULE: ./lib/comment/look/look.js








/** At most 10,000 issues of one kind are read. A longer list is a failure, so that no gate passes on a part of it. */
const look_MAX_PAGES = 100;
/** At most this many pages are searched for one event of the release, because pages may be empty. Then there is no data. */
const MAX_EVENT_PAGES = 10;
/**
 * Looks once: the release, and the issues of each kind with all their pages, each kind by a query of its own.
 *
 * - An environment that Sentry does not know is a 404: no data.
 * - Nothing found is only clear when Sentry has seen data of the release: an event, or (without an environment, to
 *   which they do not belong) a session.
 * @throws Failure as the gateway does, when a list may be incomplete, and when Sentry does not know the organization
 */
async function look(sentry, wanted, { serverTime }) {
    const reading = readRelease(sentry, wanted);
    const { organization, projects } = wanted;
    // If projects are given, nothing waits for the release. That saves a round trip.
    const release = projects.length > 0 ? undefined : await reading;
    const askedAt = serverTime.now();
    if (projects.length === 0 && release === undefined)
        return { askedAt, ...(await unknownRelease(sentry, organization)) };
    const scope = scopeOf(wanted, release);
    const [known, ...lists] = await Promise.all([
        reading,
        ...wanted.kinds.map(kind => issuesOfKind(sentry, { wanted, scope, kind }))
    ]);
    if (known === undefined)
        return { askedAt, ...(await unknownRelease(sentry, organization)) };
    const found = new Map();
    for (const [index, kind] of wanted.kinds.entries()) {
        const issues = lists[index];
        if (issues === undefined)
            return { askedAt, kind: 'no-data', missing: 'environment', release: known };
        found.set(kind, issues);
    }
    const isEmpty = [...found.values()].every(issues => issues.length === 0);
    if (isEmpty && !(await hasData(sentry, { wanted, scope, release: known })))
        return { askedAt, kind: 'no-data', missing: 'events', release: known };
    return { askedAt, kind: 'data', release: known, found };
}
/** The numbers of this release by issue id, for the kinds that were found and not counted yet: one page of each. */
async function countsOfRelease(sentry, wanted, { release, found }) {
    const counts = new Map();
    const scope = scopeOf(wanted, release);
    await Promise.all(wanted.kinds
        .filter(kind => !countsRelease(kind) && (found.get(kind) ?? []).length > 0)
        .map(async (kind) => {
        const query = { ...scope, query: countingQuery(kind, wanted.version, wanted) };
        for await (const page of sentry.pages('list-organization-issues', { organization: wanted.organization }, { query })) {
            for (const row of page.rows) {
                const id = (0,text_json/* idOf */.TH)((0,text_json/* recordOf */.zv)(row)['id']);
                const seen = filteredCounts(row);
                if (id !== undefined && seen !== undefined)
                    counts.set(id, seen);
            }
            break;
        }
    }));
    return counts;
}
/** Sentry: `project` takes ids and slugs; without any it would be all projects of the token. */
function scopeOf({ projects, environment }, release) {
    return {
        project: projects.length > 0 ? projects : (release?.projects ?? []).map(project => project.id),
        environment
    };
}
async function readRelease(sentry, { organization, version, environment }) {
    const reply = await unlessAbsent(sentry.call('get-release', { organization, version }), undefined);
    if (reply === undefined)
        return undefined;
    const release = decodeRelease(reply.json);
    const latest = decodeDeploy((0,text_json/* recordOf */.zv)((0,text_json/* recordOf */.zv)(reply.json)['lastDeploy']));
    const isWanted = environment === undefined || latest.environment === environment;
    if (latest.id === '' || isWanted)
        return { ...release, deploy: latest.id === '' ? undefined : latest };
    for await (const { rows } of sentry.pages('list-release-deploys', { organization, version })) {
        const deploy = rows.map(decodeDeploy).find(deploy => deploy.environment === environment);
        if (deploy !== undefined)
            return { ...release, deploy };
    }
    return { ...release, deploy: undefined };
}
/** Sentry answers 404 for an unknown organization too. That is a failure and not "no data yet". */
async function unknownRelease(sentry, organization) {
    const known = await unlessAbsent(sentry.call('get-organization', { organization }), undefined);
    if (known === undefined) {
        throw new run_failure/* Failure */.HR(failures/* GATEWAY_FAILURES */.d.notFound, `Sentry has no organization ${(0,clean/* clean */.uH)(organization, 100)}, or the connection does not see it`);
    }
    return { kind: 'no-data', missing: 'release', release: undefined };
}
/** `undefined` when Sentry does not know the environment. */
async function issuesOfKind(sentry, { wanted, scope, kind }) {
    const { organization, version } = wanted;
    const query = { ...scope, query: issueQuery(kind, version, wanted), expand: 'owners', collapse: 'lifetime' };
    const options = { organization, countsRelease: countsRelease(kind) };
    const issues = [];
    const reading = sentry.pages('list-organization-issues', { organization }, { query, most: look_MAX_PAGES });
    const first = await unlessAbsent(reading.next(), undefined);
    if (first === undefined)
        return undefined;
    for (let step = first; step.done !== true; step = await reading.next())
        for (const row of step.value.rows)
            issues.push(decodeIssue(row, options));
    return issues;
}
async function hasData(sentry, { wanted, scope, release }) {
    const { organization, version, environment, projects } = wanted;
    const isAsked = (project) => projects.length === 0 || projects.includes(project.slug) || projects.includes(project.id);
    if (environment === undefined &&
        release.projects.some(project => isAsked(project) && project.hasHealthData))
        return true;
    const options = { query: { ...scope, query: anyEventQuery(version) }, size: 1, most: MAX_EVENT_PAGES };
    for await (const page of sentry.pages('list-organization-issues', { organization }, options))
        if (page.rows.length > 0)
            return true;
    return false;
}

;// CONCATENATED MODULE: ./lib/comment/look/wait.js




/** Timers are not exact. When less time than this is left, the look is the last one. */
const MOMENT_MS = 100;
/** Failures that pass by themselves. After one of them the next look is made as planned. */
const PASSING = [
    failures/* GATEWAY_FAILURES */.d.unavailable,
    failures/* GATEWAY_FAILURES */.d.notUnderstood,
    failures/* GATEWAY_FAILURES */.d.listIncomplete,
    failures/* GATEWAY_FAILURES */.d.foreign404,
    failures/* GATEWAY_FAILURES */.d.unreachable,
    failures/* GATEWAY_FAILURES */.d.rateLimited,
    failures/* GATEWAY_FAILURES */.d.authorizationExpired
].map(({ name }) => name);
/**
 * Looks until the time is over, the last time at its end, or until the gate is broken. One line in the log for each look.
 * @returns what the last look found
 * @throws Failure of the last look, and at once one that does not pass by itself
 */
async function lookRepeatedly(look, { waitMs, intervalMs, gate }, { clock, signal, log }) {
    const end = clock.elapsed() + waitMs;
    for (let number = 1;; number += 1) {
        const left = () => Math.max(0, end - clock.elapsed());
        const isLast = left() < MOMENT_MS;
        const found = await tried(look(), { signal });
        if (found.kind === 'done') {
            const isBroken = isGateBroken(found.value, gate);
            log.info(`Look ${number}: ${inWords(found.value)}${isBroken ? '; the gate is broken' : rest(left())}`);
            if (isBroken || isLast)
                return found.value;
        }
        else {
            const { kind, message } = found.failure;
            if (isLast || !PASSING.includes(kind.name))
                throw found.failure;
            log.info(`Look ${number} failed; the next one is made as planned: ${message}`);
        }
        await clock.sleep(Math.min(intervalMs, left()), signal);
    }
}
function isGateBroken(found, gate) {
    return found.kind === 'data' && gate !== undefined && gate_judge(gate, distinct(found.found)).result === 'fail';
}
function inWords(found) {
    if (found.kind === 'no-data') {
        return {
            release: 'Sentry does not know the release',
            environment: 'Sentry does not know the environment yet',
            events: 'no data of the release yet'
        }[found.missing];
    }
    return [...found.found].map(([kind, issues]) => `${issues.length} ${kind}`).join(', ');
}
function rest(left) {
    return left === 0 ? '' : `; ${Math.ceil(left / 60_000)} min left`;
}

;// CONCATENATED MODULE: ./lib/comment/look/check.js










/** More issues than this (a page) are shown with totals, because counting them would double the requests. */
const MOST_COUNTED = 100;
const MAX_COMMITS = 500;
/** @throws Failure when connection or organization are not clear */
async function openScope({ access }, gateway) {
    const { sentry } = await openSentry(gateway, access.connection);
    return { sentry, organization: access.organization ?? (await onlyOrganization(sentry)) };
}
/**
 * Looks at the release, for as long as was asked for.
 * @throws Failure as the gateway does
 */
async function checkRelease(request, opening, context) {
    const scope = await opening;
    const { sentry, organization } = scope;
    const { projects, projectsFrom, organizationFrom } = request.access;
    const wanted = {
        organization,
        version: request.version,
        environment: request.environment,
        projects,
        kinds: kindsToQuery(request.include, request.gate),
        minLevel: request.minLevel,
        further: request.further
    };
    const found = await lookRepeatedly(() => look(sentry, wanted, context), request, context).catch(async (error) => {
        throw await explainScope(error, { sentry, organization, organizationFrom, projects, projectsFrom });
    });
    if (found.kind === 'no-data') {
        const environments = found.missing === 'environment' ? await knownEnvironments(scope, context) : {};
        return { ...scope, look: found, issues: [], ...environments };
    }
    const issues = distinct(found.found);
    const isCounted = issues.length > 0 && issues.length <= MOST_COUNTED;
    const counts = isCounted ? await countsOrNone(countsOfRelease(sentry, wanted, found), context) : new Map();
    const counted = issues.map(issue => {
        const seen = counts.get(issue.id);
        return seen === undefined ? issue : { ...issue, ...seen, countsAre: 'release' };
    });
    return { ...scope, look: found, issues: counted };
}
/** The names are an extra. The message that the environment is unknown does not need them. */
async function knownEnvironments({ sentry, organization }, context) {
    const known = await tried(environmentsOf(sentry, organization), context);
    return known.kind === 'done' ? { environments: known.value } : {};
}
/** The numbers are an extra. Without them the report shows totals, and calls them totals. */
async function countsOrNone(counting, context) {
    const counted = await tried(counting, context);
    if (counted.kind === 'done')
        return counted.value;
    context.log.info(`Events and users are shown as totals: ${counted.failure.message}`);
    return new Map();
}
/** The newest commits that Sentry has for the release, of one repository. */
async function releasedCommits({ sentry, organization }, { version, repository }) {
    const commits = [];
    for await (const page of sentry.pages('list-release-commits', { organization, version })) {
        const own = page.rows.map(answers_decodeCommit).filter(commit => (0,text_names/* isSameRepository */.ve)(commit.repository, repository));
        commits.push(...own.map(({ sha, message }) => ({ sha, message })));
        if (commits.length >= MAX_COMMITS)
            break;
    }
    return commits;
}

;// CONCATENATED MODULE: ./lib/comment/failures.js

/**
 * Why GitHub refuses a comment, where the run is not at fault: no right to comment (forks, Dependabot, missing permissions), a locked
 * conversation, a pull request that is gone, a limit that is used up.
 *
 * @returns `undefined` for every other failure
 */
function refusalOf(failure) {
    const { kind } = failure;
    if (GITHUB_REFUSALS.includes(kind))
        return 'permission';
    return REFUSALS.find(([refused]) => refused === kind)?.[1];
}
const REFUSALS = [
    [GITHUB_FAILURES.locked, 'locked'],
    [GITHUB_FAILURES.notFound, 'not-found'],
    [GITHUB_FAILURES.rateLimit, 'rate-limit']
];
/**
 * Says that there is no comment, and why. A permission that the workflow can be given is worth a warning, because nobody looks for a
 * notice. A run of a fork or by Dependabot never gets it: that is a notice.
 *
 * @param text without a stop at its end
 */
function sayRefused(refusal, { text, remedy, log }, event) {
    const isToMend = refusal === 'permission' && event.withoutSecrets === undefined;
    const said = `${text}. ${refusalRemedy(refusal, remedy, event)} The report is in the job summary.`;
    if (isToMend)
        log.warning(said);
    else
        log.notice(said);
}
/** A run that cannot get the permission is not told to ask for it. */
function refusalRemedy(refusal, remedy, { withoutSecrets }) {
    if (refusal !== 'permission' || withoutSecrets === undefined)
        return remedy;
    const whose = withoutSecrets === 'fork' ? "for a fork's pull request" : 'by Dependabot';
    return `The token of a run ${whose} may only read; a workflow_run job of this repository may comment.`;
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./lib/comment/publish/body.js





/** What the digest of the section on changes adds to the state at most. */
const OF_CHANGES = 110;
/** Makes the comments of a report, each as it follows an earlier one. */
function commentBodies(writing) {
    const { finding, subject } = writing.report;
    const bodyWith = framed(writing);
    return (before, recreating) => {
        const wasRecreated = before?.state.release === subject.release && before.state.recreated;
        const isKnown = before !== undefined && isChecked(finding);
        return bodyWith({
            changes: isKnown ? changesSince(before.state, finding.issues) : undefined,
            recreated: recreating !== undefined || wasRecreated
        });
    };
}
/**
 * Puts marker and state around the report. They are counted first, so that they never fall to GitHub's limit. Nothing is redacted
 * in them: with a hole in one of them the comment would not be found again. The digest is taken once for all comments.
 */
function framed({ report, rendered, sequence, key, redact }) {
    const { finding, subject } = report;
    const issues = isChecked(finding) ? finding.issues : [];
    const marker = markerLine(key);
    const base = {
        release: subject.release,
        sequence,
        digest: digestOf(rendered),
        verdict: finding.state,
        gate: gateResult(finding),
        issues: issues.map(({ id, shortId }) => ({ id, shortId })),
        total: issues.length
    };
    return ({ changes, recreated }) => {
        const ofReport = { ...base, recreated };
        const budget = BUDGET - marker.length - stateLine(ofReport).length - OF_CHANGES - 2;
        const shown = rendered.markdown({ budget, changes });
        const section = changesIn(shownText(shown));
        const state = section === undefined ? ofReport : { ...ofReport, changes: sha256(section) };
        return { body: [marker, redact(shown), stateLine(state)].join('\n'), state };
    };
}
/** Equal for reports that look the same, whatever the one before them was: then nothing needs to be written. */
function digestOf(rendered) {
    return sha256(rendered.markdown({ budget: BUDGET, changes: undefined }));
}
/**
 * What came and went since an earlier report.
 *
 * @param previous its state; when not all of its issues were kept, nothing can be called added
 * @param issues all issues of the report now
 * @returns `undefined` when the earlier report knew nothing
 */
function changesSince(previous, issues) {
    if (previous.verdict === 'no-data')
        return undefined;
    const before = new Set(previous.issues.map(issue => issue.id));
    const now = new Set(issues.map(issue => issue.id));
    const isComplete = previous.total === previous.issues.length;
    return {
        added: isComplete ? issues.filter(issue => !before.has(issue.id)) : [],
        gone: previous.issues.filter(issue => !now.has(issue.id)).map(issue => issue.shortId)
    };
}
/**
 * Whether a comment shows what would be written now, so that nothing needs to be. It may still show what changed with the report
 * before, as that was written. What people have edited by hand is not the same, whatever the comment's state says.
 *
 * @param standing the comment as GitHub has it
 */
function showsTheSame(standing, written) {
    const shown = shownText(standing.body);
    const section = changesIn(shown);
    const isAsWritten = section !== undefined && sha256(section) === standing.state.changes;
    const rest = isAsWritten ? shown.replace(section, () => '').replace(/\n{3,}/g, '\n\n') : shown;
    return rest.trim() === shownText(written.body);
}
function sha256(text) {
    return (0,external_node_crypto_.createHash)('sha256').update(text).digest('hex');
}

;// CONCATENATED MODULE: ./lib/comment/publish/own.js


/** GitHub's name of the app behind a workflow's own token. */
const WORKFLOW_LOGIN = 'github-actions[bot]';
/** GitHub is asked at the first need, and once. */
function createAuthorship(repository) {
    let learned;
    const ask = once(async () => (await repository?.viewer()) ?? { kind: 'unknown', why: 'there is no token' });
    return {
        viewer: async () => (learned === undefined ? ask() : { kind: 'known', login: learned }),
        learn(login) {
            learned = login ?? learned;
        }
    };
}
/** Whether a login is the run's own. If the run's login is not known, it is not. */
function isOwn(viewer, login) {
    const own = viewer.kind === 'known' ? viewer.login : viewer.kind === 'app' ? WORKFLOW_LOGIN : undefined;
    return own?.toLowerCase() === login.toLowerCase();
}
/** The comments that look like ours with this key, whoever wrote them. */
function reportsAmong(comments, key) {
    return comments.filter(({ body }) => readState(body, key) !== undefined);
}
/**
 * The login whose comments are ours. An app that GitHub does not name is taken for the workflow's own, unless another bot has
 * written a report: then it may be that one.
 *
 * @param reports the comments that look like ours, whoever wrote them
 * @returns `undefined` when it is not certain: then no comment that stands there may be touched
 */
function loginOf(viewer, reports) {
    if (viewer.kind === 'known')
        return viewer.login;
    if (viewer.kind === 'unknown')
        return undefined;
    const isOtherBot = reports.some(({ author }) => author !== undefined && /\[bot\]$/i.test(author) && !isOwn(viewer, author));
    return isOtherBot ? undefined : WORKFLOW_LOGIN;
}
/** Servers' clocks differ a little. A report from further in the future counts as the oldest one, so it blocks no other. */
const TOLERANCE_MS = 300_000;
const OF_NO_TIME = { deployedAt: 0, checkedAt: 0, runId: 0, runAttempt: 0 };
/** Reads a comment as ours; `undefined` when anything is different. What others wrote into a state is not believed. */
function asOwn(comment, { key, login, now }) {
    if (login === undefined || comment.author?.toLowerCase() !== login.toLowerCase())
        return undefined;
    const state = readState(comment.body, key);
    if (state === undefined)
        return undefined;
    const { deployedAt, checkedAt } = state.sequence;
    const isFuture = Math.max(deployedAt, checkedAt) > now + TOLERANCE_MS;
    return { id: comment.id, comment, state: isFuture ? { ...state, sequence: OF_NO_TIME } : state };
}
/** Our comments among others, by ascending id: the first is the one that stays. */
function ownAmong(comments, ownership) {
    return comments
        .map(comment => asOwn(comment, ownership))
        .filter(own => own !== undefined)
        .toSorted((a, b) => a.id - b.id);
}
/** Reads a comment again; `undefined` when it is gone or not ours any more. */
async function reread({ id }, { repository, ownership }) {
    const comment = await repository.comment(id);
    return comment === undefined ? undefined : asOwn(comment, ownership);
}
/**
 * Makes one comment of several: the lowest id stays, the newest report is copied into it, the others are deleted.
 * Each is read again directly before it is written or deleted, because other runs do the same.
 *
 * @param own our comments by ascending id
 * @param mine a report that must not be lost, besides those in the comments
 * @returns the comment that stays; `undefined` when it is gone
 */
async function mergeDuplicates(own, mine, tools) {
    const [first, ...extra] = own;
    if (first === undefined)
        return undefined;
    const bodies = extra.map(({ state, comment }) => ({ state, body: comment.body }));
    let kept = first;
    for (const candidate of mine === undefined ? bodies : [...bodies, mine]) {
        if (kept !== undefined && isNewer(candidate.state, kept.state))
            kept = await copyInto(kept, candidate, tools);
    }
    for (const duplicate of extra) {
        if (kept === undefined)
            return undefined;
        await tools.pace.turn();
        const fresh = await reread(duplicate, tools);
        if (fresh === undefined)
            continue;
        if (isNewer(fresh.state, kept.state))
            kept = await copyInto(kept, { state: fresh.state, body: fresh.comment.body }, tools);
        await tools.pace.turn();
        await tools.repository.deleteComment(fresh.id);
        tools.pace.wrote();
    }
    return kept;
}
async function copyInto(kept, report, tools) {
    await tools.pace.turn();
    const fresh = await reread(kept, tools);
    if (fresh === undefined || !isNewer(report.state, fresh.state))
        return fresh;
    const updated = await tools.repository.updateComment({ id: kept.id, body: report.body });
    tools.pace.wrote();
    return updated === undefined ? undefined : asOwn(updated, tools.ownership);
}
function isNewer(a, b) {
    return compareSequences(a.sequence, b.sequence) > 0;
}

;// CONCATENATED MODULE: ./lib/comment/publish/create.js




/** GitHub's lists may not show a new comment at once. Times after the write, in milliseconds. */
const LOOKS_MS = [300, 2_000, 4_000];
const MAX_TRIES = 3;
/**
 * Writes a comment so that exactly one is left, even if the answer is lost or other runs write too.
 * @returns `again` when another run has written a comment and this one has not
 * @throws Failure as GitHub does; of the kind `unclear` when the answer was lost and no comment is to be seen
 */
async function create_create(creation, call) {
    const comment = await post(creation, call);
    if (comment === 'again')
        return 'again';
    // GitHub has named the author of the new comment: that is our login, whatever was assumed before
    const ownership = { ...call.ownership, login: comment.author ?? call.ownership.login };
    const kept = await keepOne(comment, creation, { ...call, ownership });
    call.publication.authorship.learn(comment.author);
    return { action: kept.id === comment.id ? 'created' : 'updated', comment: kept };
}
/**
 * A comment is never created again blindly. After a lost answer the list tells whether it was written.
 */
async function post(creation, call) {
    const { context, publication } = call;
    const { pullRequest } = publication;
    for (let attempt = 1;; attempt += 1) {
        const created = await send(creation, call);
        if (created.kind === 'created') {
            context.log.info(`Pull request ${pullRequest}: comment ${created.comment.id} is written.`);
            return created.comment;
        }
        context.log.info(`${created.failure.message}. Looking whether the comment is there.`);
        const seen = await tried(firstSeen(creation, call), context);
        // Without the list nobody knows whether the comment was written. Writing again could make a second one.
        if (seen.kind === 'failed')
            throw created.failure;
        const mine = seen.value.find(other => isSame(other.state, creation.written.state));
        if (mine !== undefined) {
            context.log.info(`Pull request ${pullRequest}: comment ${mine.id} was written.`);
            return mine.comment;
        }
        if (seen.value.length > 0)
            return 'again';
        if (attempt === MAX_TRIES) {
            await creation.notWritten();
            throw created.failure;
        }
    }
}
async function send({ written, notWritten }, { repository, pace, context, publication }) {
    await pace.turn();
    try {
        return await repository.createComment({ pullRequest: publication.pullRequest, body: written.body });
    }
    catch (error) {
        context.signal.throwIfAborted();
        await notWritten();
        throw error;
    }
    finally {
        pace.wrote();
    }
}
function isSame(a, b) {
    return a.digest === b.digest && !isNewer(a, b) && !isNewer(b, a);
}
/** Our comments at the first look that shows any. If our login is not known, the report that was just sent tells it. */
async function firstSeen(creation, call) {
    const { key, login } = call.ownership;
    for await (const comments of laterLooks(creation, call)) {
        const sent = comments.find(({ body }) => {
            const state = readState(body, key);
            return state !== undefined && isSame(state, creation.written.state);
        });
        const own = ownAmong(comments, { ...call.ownership, login: login ?? sent?.author });
        if (own.length > 0)
            return own;
    }
    return [];
}
/**
 * Runs that started together may each have found no comment and written one. The lists of the next seconds show them. If GitHub fails
 * or the run must stop in that time, the comment stands, and the next run merges what is left.
 */
async function keepOne(created, creation, call) {
    let kept = created;
    try {
        for await (const comments of laterLooks(creation, call)) {
            const listed = ownAmong(comments, call.ownership);
            const isListed = listed.some(({ id }) => id === created.id);
            const ours = isListed ? undefined : await reread(created, call);
            const own = [...listed, ...(ours === undefined ? [] : [ours])].toSorted((a, b) => a.id - b.id);
            kept = (await mergeDuplicates(own, creation.written, call))?.comment ?? kept;
        }
    }
    catch (error) {
        if (!(error instanceof run_failure/* Failure */.HR))
            throw error;
        call.context.log.info(`It is not known whether another run wrote a comment too: ${error.message}.`);
    }
    return kept;
}
async function* laterLooks({ since }, { repository, context, publication }) {
    const { clock, signal } = context;
    const start = clock.elapsed();
    for (const after of LOOKS_MS) {
        await clock.sleep(Math.max(0, start + after - clock.elapsed()), signal);
        const { comments } = await repository.comments({
            pullRequest: publication.pullRequest,
            ...(since === undefined ? {} : { since })
        });
        yield comments;
    }
}

;// CONCATENATED MODULE: ./lib/comment/publish/intent.js

/**
 * Decides what to do with a report. No data never creates a comment (unless one is always wanted) and replaces only
 * the report of another release (and one that says the same, but was edited by hand); a report never replaces a newer one; what would
 * look the same is not written.
 *
 * @param now the state of the new report
 * @param before `undefined` when there is no comment yet
 */
function intentFor(now, before, options) {
    if (before === undefined) {
        const isQuiet = options.comment === 'on_issues' && now.verdict !== 'issues';
        return isQuiet ? { kind: 'skip', why: now.verdict === 'clear' ? 'clear' : 'no-data' } : { kind: 'create' };
    }
    const { state, isHidden, isSame } = before;
    if (compareSequences(state.sequence, now.sequence) > 0)
        return { kind: 'skip', why: 'newer' };
    if (isSame)
        return { kind: 'unchanged' };
    const isOfRelease = state.release === now.release && state.digest !== now.digest;
    if (now.verdict === 'no-data' && isOfRelease)
        return { kind: 'skip', why: 'no-data' };
    const isToBeHeard = options.notify === 'on_worse' && !isHidden && gotWorse(state, now);
    return { kind: isToBeHeard ? 'recreate' : 'update' };
}

;// CONCATENATED MODULE: ./lib/comment/publish/pace.js
/** GitHub asks for a second between writes. */
const BETWEEN_MS = 1_000;
function createPace(clock, signal) {
    let next = Number.NEGATIVE_INFINITY;
    return {
        async turn() {
            const wait = next - clock.elapsed();
            if (wait > 0)
                await clock.sleep(wait, signal);
        },
        wrote() {
            next = clock.elapsed() + BETWEEN_MS;
        }
    };
}

;// CONCATENATED MODULE: ./lib/comment/publish/replace.js






/** The old comment says this from the moment that a worse report is known until the comment is hidden. */
const OUT_OF_DATE = '**Out of date:** a newer report found more.';
/**
 * First the old comment loses its marker, so that it is never found again, and says that it is out of date. If no new comment can be
 * written, or the run is stopped before that, the old comment gets the new report. In no case an outdated report is left.
 */
async function recreate(replacement, call) {
    const { before, since } = replacement;
    const { repository, pace, context } = call;
    const { id, comment } = before;
    const notWritten = () => putIntoOld(replacement, call);
    try {
        const superseded = await repository.updateComment({ id, body: supersede(comment.body, OUT_OF_DATE) });
        pace.wrote();
        if (superseded === undefined)
            return 'again';
        const created = await create_create({ written: call.bodyAfter(before, 'recreating'), since, notWritten }, call);
        const published = created === 'again' ? created : recreated(created.comment);
        await hideOld(before, published, call);
        return published;
    }
    catch (error) {
        if (context.signal.aborted)
            await settleStopped(replacement, call);
        throw error;
    }
}
async function putIntoOld({ before, written }, call) {
    const { repository, context, publication } = call;
    const put = await triedLast(repository.afterStop.updateComment({ id: before.id, body: written.body }));
    if (put.kind === 'done' && put.value !== undefined)
        context.log.info(`Pull request ${publication.pullRequest}: no new comment was written; the report is in comment ${before.id}.`);
}
function recreated(comment) {
    return { action: 'recreated', comment };
}
/** GitHub may still carry out a request that was cut off. This long the run waits for it. */
const STILL_AT_WORK_MS = 1_000;
/** The run was stopped in the middle. The old comment gets the report, unless the new one is there. */
async function settleStopped(replacement, call) {
    const { before, since } = replacement;
    const { repository, context, publication, ownership } = call;
    const { pullRequest } = publication;
    const listed = await triedLast(context.clock
        .sleep(STILL_AT_WORK_MS, context.closing)
        .then(() => repository.afterStop.comments({ pullRequest, ...(since === undefined ? {} : { since }) })));
    if (listed.kind === 'failed')
        return;
    const other = ownAmong(listed.value.comments, ownership).find(({ id }) => id !== before.id);
    if (other === undefined)
        return putIntoOld(replacement, call);
    context.log.info(`Pull request ${pullRequest}: comment ${other.id} is written.`);
    await hideOld(before, recreated(other.comment), call);
}
/** Hides the old comment. The new one stands without that, so a failure here does not fail the run. */
async function hideOld({ id, comment }, published, { repository, publication, context }) {
    const { nodeId } = comment;
    const hiding = nodeId === undefined ? undefined : triedLast(repository.afterStop.minimizeComment(nodeId));
    const hidden = await hiding;
    if ((hidden?.kind === 'done' && hidden.value) || published === 'again')
        return;
    const url = published.comment?.url ?? '';
    const pointer = `Replaced by ${(0,markdown/* link */.nf)('a newer report', url, publication.report.subject.hosts)}.`;
    await triedLast(context.clock
        .sleep(BETWEEN_MS, context.closing)
        .then(() => repository.afterStop.updateComment({ id, body: supersede(comment.body, pointer) })));
}

;// CONCATENATED MODULE: ./lib/comment/pulls/match.js

/** Whether a pull request is one into this repository: GitHub also names those of forks and upstreams. */
function isInto(pull, repository) {
    return pull.baseRepository?.toLowerCase() === repository.fullName.toLowerCase();
}
/** Whether a pull request's branch is in a repository. Forks have branches of the same names. */
function isFrom(pull, fullName) {
    return pull.headRepository?.toLowerCase() === fullName.toLowerCase();
}
/** The merged pull requests of this repository that GitHub names for a commit; with `base` only those into that branch. */
async function mergedPullsOf(repository, { sha, base }) {
    const pulls = await repository.pullsOfCommit(sha);
    return pulls.filter(pull => isInto(pull, repository) && pull.mergedAt !== undefined && (base === undefined || pull.baseRef === base));
}
/** A pull request found by a commit that it left on the base branch (`merge-commit`) or brought to it (`commit`). */
function foundByCommit(pull, sha) {
    const isExact = pull.mergeCommit === sha;
    return {
        number: pull.number,
        rule: isExact ? 'merge-commit' : 'commit',
        why: isExact
            ? `its merge left ${(0,text_names/* short */.h0)(sha)}`
            : `it brought ${(0,text_names/* short */.h0)(sha)} to ${pull.baseRef ?? 'its base'}`,
        pull
    };
}
/** Each pull request once, as it was found first. */
function unique(matches) {
    const byNumber = new Map();
    for (const match of matches)
        if (!byNumber.has(match.number))
            byNumber.set(match.number, match);
    return [...byNumber.values()];
}
/** Puts those first whose merge made the commit. Then: the commit is at their head; into the default branch; newest merge. */
function byRank(matches, { sha, defaultBranch }) {
    const rank = ({ pull }) => [
        Number(pull?.mergedAt !== undefined && pull.mergeCommit === sha),
        Number(pull?.state === 'open' && pull.headSha === sha),
        Number(pull?.baseRef !== undefined && pull.baseRef === defaultBranch),
        mergeTime(pull)
    ];
    return matches.toSorted((a, b) => {
        const [first, second] = [rank(a), rank(b)];
        const differs = first.findIndex((value, index) => value !== second[index]);
        return differs < 0 ? 0 : (second[differs] ?? 0) - (first[differs] ?? 0);
    });
}
/** Milliseconds since 1970; 0 for one that is not merged. */
function mergeTime(pull) {
    const time = Date.parse(pull?.mergedAt ?? '');
    return Number.isNaN(time) ? 0 : time;
}
/** The pull request that the message of a merge or of a squashed commit names, in the forms that GitHub writes. */
function numberInMessage(message) {
    const [line = ''] = (message ?? '').split(/\r?\n/);
    const digits = /^Merge pull request #(\d{1,10})\b/.exec(line)?.[1] ?? /\(#(\d{1,10})\)\s*$/.exec(line)?.[1];
    return digits === undefined ? undefined : Number(digits);
}

;// CONCATENATED MODULE: ./lib/comment/pulls/head.js




/**
 * The head that a run is for, in a pull request whose number was given. A run for another commit (a schedule, the default branch) is
 * for no head. Only if an open pull request has another head, GitHub is asked which pull requests the run's commit belongs to.
 */
async function givenHead(pull, { event, repository, context }) {
    const { commit } = event;
    if (event.pullRequest?.number === pull.number)
        return event.pullRequest.isMerged ? undefined : event.pullRequest.headSha;
    if (pull.state !== 'open' || commit.kind === 'none' || commit.mayBeTag)
        return undefined;
    if (pull.headSha === commit.sha || isOnItsBranch(pull, event, repository.fullName))
        return commit.sha;
    const named = await tried(repository.pullsOfCommit(commit.sha), context);
    const isOfIt = named.kind === 'done' && named.value.some(({ number }) => number === pull.number);
    return isOfIt ? commit.sha : undefined;
}
/** Whether the run is for the pull request's branch, whatever stood there before. */
function isOnItsBranch(pull, { workflowRun, ref, pullRequest }, fullName) {
    // the branch of another pull request may be a fork's of the same name
    if (pullRequest !== undefined)
        return false;
    if (workflowRun !== undefined) {
        const { headBranch, headRepository } = workflowRun;
        return headRepository !== undefined && headBranch === pull.headRef && isFrom(pull, headRepository);
    }
    return ref !== undefined && !ref.isTag && ref.name === pull.headRef && isFrom(pull, fullName);
}
/** The head that a test merge (`refs/pull/N/merge`) was made of; `undefined` when GitHub does not have it any more. */
async function mergedRefHead(pull, sha, { repository }) {
    if (pull.state !== 'open' || pull.mergeCommit === sha)
        return undefined;
    return (await repository.commit(sha))?.parents[1];
}
/**
 * Whether an open pull request has another head than the one that the run is for. A run that is late or was started again would
 * replace the report of a newer commit. The files were read after all waiting, and they tell the head. The pull request is read only
 * if they do not, or if they tell another head.
 *
 * @throws Failure as GitHub does, but not where the token may write comments and not read pull requests
 */
async function hasNewerHead({ pullRequest, head, seenHead }, repository, context) {
    if (head === undefined || head === seenHead)
        return false;
    const read = await tried(repository.pull(pullRequest), context);
    if (read.kind === 'failed') {
        if (refusalOf(read.failure) !== 'permission')
            throw read.failure;
        if (seenHead !== undefined)
            return true;
        context.log.info(`It is not known whether pull request ${pullRequest} has a newer commit: ${read.failure.message}`);
        return false;
    }
    const { state, headSha } = read.value ?? {};
    const isNewer = state === 'open' && headSha !== undefined && headSha !== head;
    if (isNewer)
        context.log.info(`Nothing is written: pull request ${pullRequest} has a newer commit (${(0,text_names/* short */.h0)(headSha)}) than this run is for (${(0,text_names/* short */.h0)(head)}).`);
    return isNewer;
}

;// CONCATENATED MODULE: ./lib/comment/publish/publish.js







/** GitHub's `since` goes by GitHub's clock and is exact to the second. */
const SINCE_MARGIN_MS = 10_000;
/** When runs write at the same time, the one with the newest report writes again, at most this often. */
const MAX_ROUNDS = 4;
/**
 * Puts a report into a pull request so that, whatever other runs do at the same time, one comment is left and the
 * newest report is in it. GitHub has neither conditional writes nor idempotent creation, so each write is checked by reading again.
 * @throws Failure as GitHub does
 */
async function publish(publication, repository, context) {
    const { clock, signal } = context;
    const pace = createPace(clock, signal);
    const call = { repository, pace, publication, bodyAfter: commentBodies(publication), context };
    for (let round = 1;; round += 1) {
        const published = await publishOnce(call);
        if (published !== 'again')
            return published;
        if (round === MAX_ROUNDS)
            return { action: 'skipped:newer', comment: undefined };
    }
}
async function publishOnce(unowned) {
    const { repository, publication, context } = unowned;
    const { pullRequest, key, authorship } = publication;
    const [{ comments, answeredAt }, isOutdated] = await Promise.all([
        repository.comments({ pullRequest }),
        hasNewerHead(publication, repository, context)
    ]);
    if (isOutdated)
        return { action: 'skipped:newer', comment: undefined };
    const reports = reportsAmong(comments, key);
    const viewer = await authorship.viewer();
    const login = loginOf(viewer, reports);
    if (login === undefined && reports.length > 0)
        return untouched(viewer, unowned);
    const call = { ...unowned, ownership: { key, login, now: context.serverTime.now() } };
    const own = ownAmong(comments, call.ownership);
    if (publication.dryRun)
        return dryRun(own[0], call);
    const since = answeredAt === undefined ? undefined : answeredAt - SINCE_MARGIN_MS;
    const [first] = own;
    const only = own.length > 1 ? await mergeDuplicates(own, undefined, call) : first;
    const { intent, written } = planFor(only, call);
    if (intent.kind === 'create')
        return create_create({ written, since, notWritten: async () => undefined }, call);
    if (only === undefined || !publish_isWrite(intent))
        return settled(intent, only);
    await call.pace.turn();
    const fresh = await reread(only, call);
    if (fresh === undefined)
        return 'again';
    const now = planFor(fresh, call);
    if (now.intent.kind === 'recreate')
        return recreate({ before: fresh, written: now.written, since }, call);
    return now.intent.kind === 'update' ? publish_update(fresh, now.written, call) : settled(now.intent, fresh);
}
/** A run that does not know its own comments would change those of others, or add one each time. So nothing is written. */
function untouched(viewer, { publication, context }) {
    const why = viewer.kind === 'unknown' ? ` (${viewer.why})` : '';
    context.log.notice(`No comment on pull request ${publication.pullRequest}: GitHub does not tell whom github_token belongs to${why}, and a report stands there that may be another's. Let the token use GraphQL or GET /user. The report is in the job summary.`);
    return { action: 'skipped:unknown-author', comment: undefined };
}
const PLANNED = {
    create: 'write a comment',
    update: 'change its comment',
    recreate: 'replace its comment by a new one',
    unchanged: 'leave its comment, which says the same',
    skip: 'write nothing'
};
function dryRun(existing, call) {
    const { log } = call.context;
    const { pullRequest } = call.publication;
    log.info(`Pull request ${pullRequest}: would ${PLANNED[planFor(existing, call).intent.kind]}.`);
    return { action: 'skipped:dry-run', comment: existing?.comment };
}
function planFor(existing, { publication, bodyAfter }) {
    const written = bodyAfter(existing);
    if (existing === undefined)
        return { intent: intentFor(written.state, undefined, publication), written };
    const { comment, state } = existing;
    const isSame = showsTheSame({ body: comment.body, state }, written);
    const before = { state, isHidden: comment.isMinimized === true, isSame };
    return { intent: intentFor(written.state, before, publication), written };
}
function publish_isWrite({ kind }) {
    return kind === 'update' || kind === 'recreate';
}
function settled(intent, own) {
    const comment = own?.comment;
    return intent.kind === 'skip'
        ? { action: `skipped:${intent.why}`, comment }
        : { action: 'unchanged', comment };
}
/** Another run may write between our reading and our writing, so the comment is read again. */
async function publish_update(before, { body, state }, call) {
    const { repository, pace, context, publication } = call;
    const updated = await repository.updateComment({ id: before.id, body });
    pace.wrote();
    if (updated === undefined)
        return 'again';
    context.log.info(`Pull request ${publication.pullRequest}: comment ${before.id} is changed.`);
    await context.clock.sleep(500 * (1 + context.random()), context.signal);
    const fresh = await reread(before, call);
    if (fresh === undefined || isNewer(state, fresh.state))
        return 'again';
    return { action: 'updated', comment: fresh.comment };
}

;// CONCATENATED MODULE: ./lib/comment/publish/attempt.js




/**
 * Puts a report into a pull request, if that is wanted. A refusal that is not the run's fault is told in a notice and is no failure. If
 * the release could not be checked, the comment stays as it is. When the run must stop, that is a failure like others: the report
 * still reaches the job summary.
 */
async function publishTo({ number: pullRequest, head, seenHead }, { report, rendered }, tools) {
    const { request, repository, check, context } = tools;
    const { finding } = report;
    if (check.kind === 'failed' || finding.state === 'could-not-check' || repository === undefined)
        return without('skipped:error');
    if (request.comment === 'never')
        return without('skipped:never');
    const publication = {
        pullRequest,
        head,
        seenHead,
        report: { ...report, finding },
        rendered,
        sequence: sequenceOf(request, check.value),
        key: request.key,
        comment: request.comment,
        notify: request.notify,
        dryRun: request.access.dryRun,
        authorship: tools.authorship,
        redact: context.redact
    };
    const published = await triedLast(publish(publication, repository, context));
    if (published.kind === 'done') {
        const { action } = published.value;
        const comment = withOwnPage(published.value.comment, request.event.server.url);
        context.log.info(`Pull request ${pullRequest}: ${action}${comment?.url === undefined ? '' : ` ${comment.url}`}`);
        return { published: { action, comment }, failure: undefined };
    }
    const { failure } = published;
    const refusal = refusalOf(failure);
    if (refusal === undefined)
        return { ...without('skipped:error'), failure };
    const text = `No comment on pull request ${pullRequest}: ${failure.message}`;
    sayRefused(refusal, { text, remedy: failure.remedy, log: context.log }, request.event);
    return without(`skipped:${refusal}`);
}
/** Only an address on this GitHub is a comment's page, even if GitHub's answer says otherwise. */
function withOwnPage(comment, serverUrl) {
    return comment === undefined ? undefined : { ...comment, url: (0,address/* addressOn */.cK)(serverUrl, comment.url) };
}
function without(action) {
    return { published: { action, comment: undefined }, failure: undefined };
}
function sequenceOf({ event }, { look }) {
    const checkedAt = Math.max(0, Math.round(look.askedAt));
    // A deploy with a time in the future counts as one of now.
    const deployedAt = Math.min(checkedAt, Date.parse(look.release?.deploy?.dateFinished ?? ''));
    return {
        deployedAt: Number.isNaN(deployedAt) ? 0 : Math.max(0, deployedAt),
        checkedAt,
        runId: numberOfRun(event.run.id),
        runAttempt: event.run.attempt ?? 1
    };
}
function numberOfRun(id) {
    const number = /^\d+$/.test(id ?? '') ? Number(id) : 0;
    return Number.isSafeInteger(number) ? number : 0;
}

;// CONCATENATED MODULE: ./lib/comment/judge/patch.js

/**
 * @param file an entry of `GET /pulls/{n}/files`, undecoded
 * @returns `undefined` for a file that is removed
 */
function changedFile(file) {
    const fields = (0,text_json/* recordOf */.zv)(file);
    const path = (0,text_json/* textAt */.$6)(fields, 'filename');
    if (path === undefined || fields['status'] === 'removed')
        return undefined;
    return { path, lines: addedLines((0,text_json/* textAt */.$6)(fields, 'patch') ?? '') };
}
const HUNK = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,\d+)? @@/;
/**
 * The lines that a patch adds or changes. The lines of context round them are not among them: nobody changed them. A line of a
 * hunk begins with `+`, `-`, a blank (which may be lost where the line is empty) or `\`, so one that begins with `@@` is a header.
 *
 * @param patch the hunks of one file as GitHub sends them: a unified diff without its head, ending in the middle for large files
 * @returns ascending, and never two that touch
 */
function addedLines(patch) {
    const ranges = [];
    let line;
    for (const text of patch.split('\n')) {
        if (text.startsWith('@@')) {
            const start = HUNK.exec(text)?.[1];
            line = start === undefined ? undefined : Number(start);
        }
        else if (line !== undefined && !text.startsWith('-') && !text.startsWith('\\')) {
            if (text.startsWith('+'))
                addLine(ranges, line);
            line += 1;
        }
    }
    return ranges;
}
function addLine(ranges, line) {
    const before = ranges.at(-1);
    if (before?.last === line - 1)
        ranges.splice(-1, 1, { first: before.first, last: line });
    else
        ranges.push({ first: line, last: line });
}

;// CONCATENATED MODULE: ./lib/comment/pulls/choose.js




const NOTHING_TO_READ = { files: [], isWhole: true, seenHead: undefined };
/** For a range, the files of this many pull requests are read: they tell where an issue comes from. Each reading is a request. */
const MAX_READ = 20;
/**
 * Chooses the pull requests that get the report, and logs why. In a release's range, those come first whose files hold the top
 * in-app frame of an issue.
 *
 * @param options `frames`: where the issues were raised, as far as it is known; `undefined` when there are no issues, and
 *   no file needs to be read
 */
async function choosePulls({ matches, isRange }, options) {
    const { frames, max, repository, context } = options;
    const read = async (match) => ({
        ...match,
        ...(frames === undefined ? NOTHING_TO_READ : await choose_changesOf(match.number, repository, context))
    });
    const ordered = isRange ? matches.toSorted((a, b) => mergeTime(b.pull) - mergeTime(a.pull)) : matches;
    const isRanked = isRange && ordered.length > 1 && frames !== undefined;
    const known = await Promise.all(ordered.slice(0, isRanked ? Math.max(MAX_READ, max) : max).map(read));
    const chosen = (isRanked ? known.toSorted((a, b) => hits(b, frames) - hits(a, frames)) : known).slice(0, max);
    for (const { number, rule, why } of chosen)
        context.log.info(`Pull request ${number} (${rule}): ${why}.`);
    const numbers = new Set(chosen.map(({ number }) => number));
    const others = ordered.filter(({ number }) => !numbers.has(number));
    if (others.length > 0) {
        const named = others.map(({ number, rule }) => `${number} (${rule})`).join(', ');
        context.log.info(`No report for the other pull requests, max_pull_requests is ${max}: ${named}.`);
    }
    return chosen;
}
/** Whether an issue comes from the pull request's files: 1, else 0. */
function hits({ files }, frames) {
    return Number(frames.some(frame => attribute(frame, files).inPullRequest !== 'no'));
}
/** Without the files no issue is marked as coming from the pull request, or from elsewhere. The report is still worth having. */
async function choose_changesOf(number, repository, context) {
    const read = await tried(repository.pullFiles(number), context);
    if (read.kind === 'failed') {
        context.log.info(`It is not known which issues come from pull request ${number}: ${read.failure.message}.`);
        return { files: [], isWhole: false, seenHead: undefined };
    }
    const { files, isWhole } = read.value;
    if (!isWhole)
        context.log.notice(`Which issues come from pull request ${number} is known of its first ${files.length} files only: GitHub lists no more.`);
    const changed = files
        .map(file => changedFile({ filename: file.path, status: file.status, patch: file.patch }))
        .filter(file => file !== undefined);
    return { files: changed, isWhole, seenHead: files[0]?.headSha };
}

;// CONCATENATED MODULE: ./lib/comment/pulls/by-commit.js



/** Each look-up is a request: a push causes at most this many, besides that of its tip. AT_ONCE is how many the client sends. */
const MAX_LOOKUPS = 30;
const by_commit_AT_ONCE = 6;
/** After a merge GitHub may need some seconds. */
const PAUSES_MS = [1_000, 2_000, 4_000];
/**
 * The pull requests that a commit on a branch belongs to, by the first rule that finds one: those merged by its push, open
 * ones from its branch, the one that its message names. Directly after a merge the first is tried again for some seconds.
 */
async function pullsOfBranchCommit(commit, tools) {
    const merged = await mergedByPush(commit, tools);
    if (merged.length > 0)
        return { matches: merged };
    const open = await openFromBranch(commit, tools);
    if (open.matches.length > 0)
        return open;
    const named = await namedInMessage(commit, tools);
    if (named.length > 0 || !commit.mayBeFresh)
        return { ...open, matches: named };
    const { clock, signal, log } = tools.context;
    log.info(`GitHub names no pull request for ${(0,text_names/* short */.h0)(commit.sha)} yet. Looking again for 7 seconds.`);
    for (const pause of PAUSES_MS) {
        await clock.sleep(pause, signal);
        const found = await matchesOf(commit.sha, commit, tools);
        if (found.length > 0)
            return { matches: found };
    }
    return open;
}
/**
 * The pull requests whose merge is one of the pushed commits. A merge queue merges several at once. Commits that a merge can have
 * left are looked up first. Commits of a pull request that is found already are not looked up.
 */
async function mergedByPush(commit, tools) {
    const { sha } = commit;
    const [atTip, commits] = await Promise.all([matchesOf(sha, commit, tools), commitsOfPush(commit, tools)]);
    const shas = new Set([sha, ...commits.map(pushed => pushed.sha)]);
    const isPushed = ({ pull }) => shas.has(pull?.mergeCommit ?? '');
    const found = [...atTip];
    const left = mergesFirst(sha, commits).filter(pushed => pushed.sha !== sha);
    let asked = 0;
    while (left.length > 0 && asked < MAX_LOOKUPS) {
        const held = heldBy(found.map(({ pull }) => pull?.headSha), commits);
        const wanted = left
            .splice(0, Math.min(by_commit_AT_ONCE, MAX_LOOKUPS - asked))
            .filter(({ sha: other }) => !held.has(other));
        asked += wanted.length;
        const looked = await Promise.all(wanted.map(pushed => ofPushedCommit(pushed, commit, tools)));
        found.push(...looked.flat().filter(isPushed));
    }
    if (left.length > 0)
        tools.context.log.info(`Pull requests are looked for in ${asked + 1} of ${commits.length} pushed commits; older ones may be missing.`);
    return unique(found);
}
/** GitHub may not name a merge yet, but its message does. */
async function ofPushedCommit({ sha, message }, commit, tools) {
    const found = await matchesOf(sha, commit, tools);
    const isNamed = found.length === 0 && numberInMessage(message) !== undefined;
    return isNamed ? namedInMessage({ sha, message }, tools) : found;
}
async function matchesOf(sha, { branch }, { repository }) {
    const pulls = await mergedPullsOf(repository, { sha, base: branch });
    return pulls.map(pull => foundByCommit(pull, sha));
}
async function openFromBranch({ sha, branch }, { repository }) {
    if (branch === undefined)
        return { matches: [] };
    const { fullName } = repository;
    const [owner] = fullName.split('/');
    const pulls = await repository.pulls({ head: `${owner}:${branch}`, state: 'open' });
    return atHead(pulls.filter(pull => pull.headRef === branch && isFrom(pull, fullName) && isInto(pull, repository)), { sha, rule: 'branch', why: `it is open, with ${(0,text_names/* short */.h0)(sha)} at its head` });
}
/** The pull requests that have a commit at their head; else one that has a newer one. */
function atHead(pulls, { sha, rule, why }) {
    const matches = pulls
        .filter(pull => pull.headSha === sha)
        .map(pull => ({ number: pull.number, rule, why, pull, head: sha }));
    return { matches, moved: pulls.find(pull => pull.state === 'open' && pull.headSha !== sha) };
}
/** In a fork the number may be that of a pull request of the upstream: it counts only if its merge made the commit. */
async function namedInMessage({ sha, message }, { repository }) {
    const number = numberInMessage(message ?? (await repository.commit(sha))?.message);
    const pull = number === undefined ? undefined : await repository.pull(number);
    if (pull === undefined || pull.mergedAt === undefined || pull.mergeCommit !== sha)
        return [];
    return [
        {
            number: pull.number,
            rule: 'message',
            why: `the message of ${(0,text_names/* short */.h0)(sha)} names it, and so does it`,
            pull
        }
    ];
}
/** More commits are not read of a push: five pages. */
const by_commit_MAX_COMMITS = 500;
/**
 * The commits that a push brought to its branch, newest first, with their parents. A push of one commit lists it; the commits of a
 * larger one are compared, because the event does not tell how they follow each other. After a forced push they are those since
 * both histories parted.
 */
async function commitsOfPush({ sha, before, pushed }, tools) {
    const { repository, context } = tools;
    const isSingle = pushed.length === 1 && pushed[0]?.sha === sha;
    if (before === undefined || isSingle)
        return pushed;
    const range = await tried(repository.comparison({ base: before, head: sha, max: by_commit_MAX_COMMITS }), context);
    if (range.kind === 'failed' || range.value.kind !== 'related') {
        const why = range.kind === 'failed' ? range.failure.message : `${(0,text_names/* short */.h0)(before)} is not in its history`;
        context.log.info(`The commits of the push are taken from its event, which lists ${pushed.length}: ${why}.`);
        return pushed;
    }
    const { commits, totalCommits } = range.value;
    if (commits.length < totalCommits)
        context.log.info(`The newest ${commits.length} of ${totalCommits} pushed commits are read.`);
    return commits;
}
/**
 * Puts those commits first that a merge can have left on the branch: the tip, its first parent, and so on. One of them brought each
 * of the others. The event lists commits without parents: those keep their order.
 */
function mergesFirst(sha, commits) {
    const bySha = new Map(commits.map(commit => [commit.sha, commit]));
    const line = new Set();
    for (let next = bySha.get(sha); next !== undefined && !line.has(next); next = bySha.get(next.parents[0] ?? ''))
        line.add(next);
    return [...line, ...commits.filter(commit => !line.has(commit))];
}
/** The commits that the head of a pull request holds. No other merge is among them. */
function heldBy(heads, commits) {
    const bySha = new Map(commits.map(commit => [commit.sha, commit]));
    const held = new Set();
    const left = heads.filter(head => head !== undefined);
    for (let sha = left.pop(); sha !== undefined; sha = left.pop()) {
        const commit = bySha.get(sha);
        if (commit === undefined || held.has(sha))
            continue;
        held.add(sha);
        left.push(...commit.parents);
    }
    return held;
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

;// CONCATENATED MODULE: ./lib/comment/pulls/by-range.js



/** Each look-up is a request. */
const by_range_MAX_LOOKUPS = 50;
/** This many commits since the previous tag are read, newest first. */
const MAX_RANGE = 500;
/** At most this many earlier tags are compared. The first one in the history of the release's commit is taken. */
const MAX_COMPARED = 3;
/**
 * The pull requests whose merges a release holds: of the commits that Sentry has for it, else of those after the
 * previous tag.
 *
 * @param head the release's commit
 * @param tag the release's tag
 * @param released the release's commits of this repository as Sentry has them, newest first
 */
async function pullsOfRange({ head, tag, released }, tools) {
    const { repository, context } = tools;
    const isReleased = released.some(({ sha }) => sha === head);
    const commits = isReleased ? released : await commitsSinceTag({ head, tag }, tools);
    const from = isReleased ? "the release's commits in Sentry" : 'the commits since the previous tag';
    // Merges and squashed commits come first: each other commit belongs to one of their pull requests.
    const ordered = commits.toSorted((a, b) => Number(isMerge(b)) - Number(isMerge(a)));
    context.log.info(`Pull requests are looked for in ${Math.min(ordered.length, by_range_MAX_LOOKUPS)} of ${ordered.length} commits: ${from}.`);
    const pulls = (await Promise.all(ordered.slice(0, by_range_MAX_LOOKUPS).map(({ sha }) => mergedPullsOf(repository, { sha, base: undefined })))).flat();
    const shas = new Set(commits.map(({ sha }) => sha));
    return unique(pulls
        .filter(pull => shas.has(pull.mergeCommit ?? ''))
        .map(pull => ({
        number: pull.number,
        rule: 'range',
        why: `its merge left ${(0,text_names/* short */.h0)(pull.mergeCommit ?? '')}, which is among ${from}`,
        pull
    })));
}
function isMerge({ message }) {
    return numberInMessage(message) !== undefined;
}
/** If there is no earlier tag in the history, this is the release's commit alone. */
async function commitsSinceTag({ head, tag }, { repository, context }) {
    const tags = tag === undefined ? [] : await earlierTags(repository, { tag, head });
    let parted;
    for (const earlier of tags.slice(0, MAX_COMPARED)) {
        const range = await repository.comparison({ base: earlier.commit, head, max: MAX_RANGE });
        if (range.kind !== 'related' || range.aheadBy === 0)
            continue;
        if (range.status === 'ahead') {
            context.log.info(`The previous tag is ${earlier.name}, ${earlier.why}.`);
            return range.commits;
        }
        parted ??= range.commits;
    }
    return parted ?? [{ sha: head }];
}

;// CONCATENATED MODULE: ./lib/comment/pulls/by-event.js







/** Source: GitHub's "Events that trigger workflows": the payload names a pull request for few of them. */
async function pullsOfEvent(tools) {
    const { event } = tools;
    if (event.pullRequest !== undefined)
        return ofNamedPull(event.pullRequest, tools);
    if (event.deployment !== undefined)
        return ofDeployment(tools);
    if (event.workflowRun !== undefined)
        return ofWorkflowRun(tools);
    if (event.name === 'merge_group')
        return { why: 'nothing of a merge group is deployed yet' };
    if (event.isUnmerged)
        return { why: 'the event does not tell the number of its pull request' };
    if (event.name === 'issue_comment')
        return { why: 'the comment is not on a pull request' };
    if (event.name === 'schedule' || event.name === 'repository_dispatch')
        return { why: `the event ${event.name} belongs to none; give their numbers in pull_request` };
    if (event.ref?.isTag === true)
        return ofTag(tools);
    if (event.name === 'workflow_dispatch')
        return ofDispatch(tools);
    return ofBranch(tools, { mayBeFresh: true });
}
async function ofNamedPull({ number, headSha, isMerged }, { event, authorship }) {
    const author = event.comment?.author;
    if (author !== undefined && isOwn(await authorship.viewer(), author))
        return { why: 'the comment is one of our own' };
    const head = isMerged ? undefined : headSha;
    const why = `the event ${event.name} names it`;
    return { matches: [{ number, rule: 'event', why, pull: undefined, head }] };
}
async function ofDeployment(tools) {
    const { event, repository } = tools;
    const [, number, kind] = /^refs\/pull\/(\d{1,10})\/(merge|head)$/.exec(event.deployment?.ref ?? '') ?? [];
    const pull = number === undefined ? undefined : await repository.pull(Number(number));
    if (pull !== undefined) {
        const sha = event.commit.kind === 'commit' ? event.commit.sha : undefined;
        const head = kind === 'head' || sha === undefined ? sha : await mergedRefHead(pull, sha, tools);
        const why = 'its ref was deployed';
        return { matches: [{ number: pull.number, rule: 'deployment-ref', why, pull, head }] };
    }
    const { commit } = event;
    if (commit.kind === 'none')
        return { why: commit.reason };
    const open = (await repository.pullsOfCommit(commit.sha)).filter(match => match.state === 'open' && match.headSha === commit.sha && isInto(match, repository));
    if (open.length > 0)
        return byHead(open, commit.sha);
    return ofBranch(tools, { mayBeFresh: true, branch: undefined });
}
/** Searches by the head of the run that this run follows. If a tag started that run, it searches the tag's range. */
async function ofWorkflowRun(tools) {
    const found = await ofRunsHead(tools);
    return !isFound(found) && (await isRunOfTag(tools)) ? ofTag(tools) : found;
}
function isFound(found) {
    return 'matches' in found && found.matches.length > 0;
}
/** GitHub: the "branch" of a run that a tag started (its push, its release) is the tag's name. */
async function isRunOfTag({ event, repository }) {
    const { headBranch, headSha } = event.workflowRun ?? {};
    if (event.isUnmerged || headBranch === undefined || headBranch === event.repository?.defaultBranch)
        return false;
    return (await repository.commit(`tags/${headBranch}`))?.sha === headSha;
}
/** `workflow_run.pull_requests` are open ones whose head sha or branch matches, and none for forks and after a merge. */
async function ofRunsHead(tools) {
    const { event, repository } = tools;
    const { workflowRun: run } = event;
    const listed = (run?.pullRequests ?? []).filter(entry => entry.headSha !== undefined &&
        entry.headSha === run?.headSha &&
        entry.baseRepositoryId !== undefined &&
        entry.baseRepositoryId === event.repository?.id);
    if (listed.length > 0) {
        const why = `the run was for its head ${(0,text_names/* short */.h0)(run?.headSha ?? '')}`;
        return {
            matches: listed.map(({ number, headSha: head }) => ({
                number,
                rule: 'workflow-run',
                why,
                pull: undefined,
                head
            }))
        };
    }
    if (run?.event === 'push')
        return ofBranch(tools, { mayBeFresh: true, branch: run.headBranch });
    const { headOwner, headBranch, headSha } = run ?? {};
    if (headOwner === undefined || headBranch === undefined || headSha === undefined)
        return { why: 'the event does not name the head of the run' };
    const pulls = await repository.pulls({ head: `${headOwner}:${headBranch}`, state: 'all' });
    const fullName = run?.headRepository;
    return byHead(pulls.filter(pull => isInto(pull, repository) && (fullName === undefined || isFrom(pull, fullName))), headSha);
}
async function ofDispatch(tools) {
    const { event, repository } = tools;
    const branch = event.ref?.name;
    if (branch !== undefined && event.commit.kind === 'commit') {
        const { fullName } = repository;
        const [owner] = fullName.split('/');
        const open = (await repository.pulls({ head: `${owner}:${branch}`, state: 'open' })).filter(pull => pull.headRef === branch && isFrom(pull, fullName) && isInto(pull, repository));
        const why = `it is open, from the branch ${branch}`;
        if (open.length > 0)
            return atHead(open, { sha: event.commit.sha, rule: 'branch', why });
    }
    return ofBranch(tools, { mayBeFresh: false, branch });
}
/** @param how `branch` only where it differs from the event's ref */
async function ofBranch(tools, how) {
    const { event } = tools;
    const { commit } = event;
    if (commit.kind === 'none')
        return { why: commit.reason };
    const branch = 'branch' in how ? how.branch : event.ref?.name;
    const defaultBranch = event.repository?.defaultBranch;
    const isElsewhere = branch !== undefined && defaultBranch !== undefined && branch !== defaultBranch;
    return pullsOfBranchCommit({
        sha: commit.sha,
        branch,
        message: event.message,
        before: event.before,
        pushed: event.pushedCommits,
        mayBeFresh: how.mayBeFresh && !isElsewhere
    }, tools);
}
/** The event's sha may be that of an annotated tag's own object. GitHub knows the commit behind it. */
async function ofTag(tools) {
    const { event, repository } = tools;
    const { commit } = event;
    if (commit.kind === 'none')
        return { why: commit.reason };
    const head = commit.mayBeTag ? ((await repository.commit(commit.sha))?.sha ?? commit.sha) : commit.sha;
    // The tags tell the range too. A failure of Sentry is reported by the look at the issues.
    const stored = await tried(tools.releasedCommits(), tools.context);
    const released = stored.kind === 'done' ? stored.value : [];
    const matches = await pullsOfRange({ head, tag: event.ref?.name, released }, tools);
    return { matches, isRange: true };
}
function byHead(pulls, sha) {
    return atHead(pulls, { sha, rule: 'head-commit', why: `its head is ${(0,text_names/* short */.h0)(sha)}` });
}

;// CONCATENATED MODULE: ./lib/comment/pulls/find.js






/**
 * Finds the pull requests. If there is none, the run does not fail, and a notice says why.
 * @throws only what ends a run
 */
async function findPulls(request, tools) {
    const { repository, context, authorship } = tools;
    const { event, pulls, version } = request;
    const { log } = context;
    if (pulls.kind === 'none')
        return none('no-pull-request', 'pull_request is none');
    if (repository === undefined) {
        const isHere = event.repository !== undefined;
        const why = isHere ? 'there is no github_token' : 'the run has no repository at GitHub';
        log.notice(`No comment: ${why}. The report is in the job summary.`);
        return none(isHere ? 'no-token' : 'no-pull-request', why);
    }
    const found = await tried(findMatches(pulls, {
        repository,
        context,
        event,
        authorship,
        releasedCommits: async () => releasedCommits(await tools.scope, { version, repository: repository.fullName })
    }), context);
    if (found.kind === 'failed')
        return failed(found.failure, context, event);
    if (found.value.kind === 'none') {
        log.notice(`No comment: ${found.value.why}. The report is in the job summary.`);
        return none(found.value.skipped, found.value.why);
    }
    for (const number of found.value.unknown)
        log.warning(`There is no pull request ${number} in ${repository.fullName} that the token may see.`);
    return { ...found.value, without: undefined, failure: undefined };
}
function failed(failure, { log }, event) {
    const refusal = refusalOf(failure);
    if (refusal === undefined)
        return { ...none('error', failure.message), failure };
    sayRefused(refusal, { text: `No comment: ${failure.message}`, remedy: failure.remedy, log }, event);
    return none(refusal, failure.message);
}
function none(skipped, why) {
    return { matches: [], isRange: false, unknown: [], without: { skipped, why }, failure: undefined };
}
/**
 * Finds the pull requests that a run is about: the given ones, or those of the event.
 * @returns never an unverified guess: each one names the event's commit, or the event names it
 * @throws Failure as GitHub does
 */
async function findMatches(wanted, tools) {
    if (wanted.kind === 'numbers')
        return givenPulls(wanted.numbers, tools);
    const found = await pullsOfEvent(tools);
    if ('why' in found)
        return { kind: 'none', skipped: 'no-pull-request', why: found.why };
    const { commit, repository } = tools.event;
    const matches = byRank(unique(found.matches), {
        sha: commit.kind === 'commit' ? commit.sha : '',
        defaultBranch: repository?.defaultBranch
    });
    if (matches.length > 0)
        return { kind: 'found', matches, isRange: found.isRange ?? false, unknown: [] };
    const { moved } = found;
    return moved === undefined
        ? {
            kind: 'none',
            skipped: 'no-pull-request',
            why: 'no pull request of this repository belongs to the commit'
        }
        : {
            kind: 'none',
            skipped: 'newer',
            why: `pull request ${moved.number} has a newer commit than this run is for`
        };
}
async function givenPulls(numbers, tools) {
    const pulls = await Promise.all(numbers.map(number => tools.repository.pull(number)));
    const matches = await Promise.all(pulls
        .filter(pull => pull !== undefined)
        .map(async (pull) => {
        const head = await givenHead(pull, tools);
        return { number: pull.number, rule: 'input', why: 'it is given', pull, head };
    }));
    const known = new Set(matches.map(({ number }) => number));
    return { kind: 'found', matches, isRange: false, unknown: numbers.filter(number => !known.has(number)) };
}

;// CONCATENATED MODULE: ./lib/comment/report/subject.js





/** The run's repository on this GitHub; `undefined` when the run has none. */
function repositoryOf({ repository, server }) {
    return repository === undefined
        ? undefined
        : { serverUrl: server.url, owner: repository.owner, name: repository.name };
}
/**
 * The commit that was released. The first that there is of: the last commit that Sentry has for the release, if it is of this
 * repository; the sha that the release's name ends with; the event's commit.
 */
function releasedCommit({ event, version }, release) {
    const repository = repositoryOf(event);
    if (repository === undefined)
        return undefined;
    const last = release?.lastCommit;
    const isHere = last !== undefined && (0,text_names/* isSameRepository */.ve)(last.repository, `${repository.owner}/${repository.name}`);
    const stored = isHere && (0,text_names/* isFullSha */.Wf)(last.sha) ? last.sha : undefined;
    const named = /(?:^|[^\da-f])([\da-f]{40}|[\da-f]{64})$/i.exec(version)?.[1];
    const ofEvent = event.commit.kind === 'commit' && !event.commit.mayBeTag ? event.commit.sha : undefined;
    const sha = stored ?? named ?? ofEvent;
    return sha === undefined ? undefined : { repository, sha };
}
/** What a report is about, with the addresses that it links. */
function subjectOf(request, facts) {
    const { version, environment, event, access } = request;
    const { organization, release, commit, finding } = facts;
    const query = issueQuery(linkedKind(finding, request.include), version, request);
    return {
        organization,
        projects: access.projects.length > 0 ? access.projects : (release?.projects ?? []).map(({ slug }) => slug),
        release: version,
        releaseUrl: releaseUrl(organization, version, environment),
        environment,
        searchUrl: searchUrl(organization, query, environment),
        commit: commit === undefined ? undefined : { sha: commit.sha, url: commitUrl(commit.repository, commit.sha) },
        deployedAt: release?.deploy?.dateFinished,
        hosts: [
            // An organization that is not known has no page.
            ...[sentryHost(organization)].filter(host => host !== ''),
            ...(URL.canParse(event.server.url) ? [new URL(event.server.url).host] : [])
        ]
    };
}
/** Sentry's search has no `OR`, so the link shows the first kind that was found. */
function linkedKind(finding, include) {
    const counts = finding.state === 'issues' ? finding.counts : undefined;
    const found = (kind) => (counts?.[kind] ?? 0) > 0;
    return include.find(found) ?? KINDS.find(found) ?? include[0] ?? 'new';
}
/** Old Enterprise Servers do not know alerts, and a server does not tell its age. */
function styleOf({ server }) {
    const host = URL.canParse(server.url) ? new URL(server.url).hostname : '';
    return host === 'github.com' || host.endsWith('.ghe.com') ? 'github' : 'plain';
}

;// CONCATENATED MODULE: ./lib/comment/run.js















const NOT_FOUND = { action: 'skipped:not-found', comment: undefined };
/**
 * Checks the release in Sentry, finds the pull requests, and puts the report into them. When Sentry fails, GitHub's part still runs,
 * and the other way round.
 * @throws only when the run was cancelled or its deadline has passed
 */
async function reportRelease(request, tools) {
    const { gateway, repository, context } = tools;
    const authorship = createAuthorship(repository);
    const scope = openScope(request, gateway);
    const [opened, check, search, details] = await Promise.all([
        tried(scope, context),
        tried(checkRelease(request, scope, context), context),
        findPulls(request, { repository, context, scope, authorship }),
        detailsOf(request, tools),
        // This runs while Sentry is asked, so the comment waits for one round trip less.
        willComment(request) ? authorship.viewer() : undefined
    ]);
    const release = check.kind === 'done' ? check.value.look.release : undefined;
    const organization = organizationOf(request, opened, check);
    const facts = { organization, check, search, details, commit: releasedCommit(request, release), authorship };
    sayMissing(request, check, context);
    return publishAll(request, facts, tools);
}
/** The slug, for links. There are no links to an organization that the connection does not see. */
function organizationOf({ access }, opened, check) {
    if (check.kind === 'failed' && check.failure.kind === SCOPE_FAILURES.organizationUnknown)
        return '';
    return opened.kind === 'done' ? opened.value.organization : (access.organization ?? '');
}
function willComment({ comment, pulls }) {
    return comment !== 'never' && pulls.kind !== 'none';
}
async function publishAll(request, facts, tools) {
    const { check, search } = facts;
    const find = finderOf(request, facts, tools.context);
    const issues = check.kind === 'done' ? check.value.issues : [];
    const style = styleOf(request.event);
    const reported = [];
    for (const pull of await chosenPulls(request, facts, { ...tools, find, issues }))
        reported.push({ pull, ...renditionOf(reportFor(request, facts, await findingOf(pull, find)), style) });
    const attempts = await Promise.all(reported.map(async ({ pull, ...one }) => ({
        number: pull.number,
        rule: pull.rule,
        ...(await publishTo(pull, one, { request, ...tools, ...facts }))
    })));
    const unknown = search.unknown.map(number => ({ number, rule: 'input', published: NOT_FOUND }));
    const failed = attempts.find(({ failure }) => failure !== undefined)?.failure ?? search.failure;
    const first = reported[0] ?? renditionOf(reportFor(request, facts, await find([])), style);
    return resultOf({
        ...first,
        queried: kindsToQuery(request.include, request.gate),
        issues: inOrderOf(first.report.finding, issues),
        pulls: [...attempts, ...unknown],
        without: search.without,
        failure: check.kind === 'failed' ? check.failure : failed
    });
}
function renditionOf(report, style) {
    return { report, rendered: rendered(report, style) };
}
async function findingOf({ files, isWhole }, find) {
    const finding = await find(files);
    return isWhole ? finding : withUnknownFiles(finding);
}
function finderOf(request, { check, commit }, context) {
    if (check.kind === 'failed') {
        const { message, remedy } = check.failure;
        return async () => ({ state: 'could-not-check', message: `${message}. ${remedy}` });
    }
    const { look, issues, sentry, organization } = check.value;
    if (look.kind === 'no-data')
        return async () => ({ state: 'no-data', missing: look.missing });
    const { include, environment, gate, maxIssues } = request;
    const assessing = {
        include,
        queried: kindsToQuery(include, gate),
        gate,
        maxIssues,
        at: commit,
        readFrames: frameReader(sentry, { organization, environment, context })
    };
    return files => findingFor(issues, files, assessing);
}
/** In a range, the choice depends on where the issues were raised. That is looked up first. */
async function chosenPulls({ maxPulls }, { search }, { repository, context, find, issues }) {
    if (repository === undefined || search.matches.length === 0)
        return [];
    const isRanked = search.isRange && search.matches.length > 1;
    const known = isRanked ? inOrderOf(await find([]), issues) : issues;
    const frames = known.map(frameOfIssue).filter(frame => frame !== undefined);
    return choosePulls(search, {
        frames: issues.length === 0 ? undefined : frames,
        max: maxPulls,
        repository,
        context
    });
}
function reportFor(request, { organization, check, commit, details }, finding) {
    const release = check.kind === 'done' ? check.value.look.release : undefined;
    return {
        subject: subjectOf(request, { organization, release, commit, finding }),
        finding,
        changes: undefined,
        details,
        maxIssues: request.maxIssues
    };
}
/** The issues of a finding in its order, then those that only the gate asked for. */
function inOrderOf(finding, issues) {
    if (finding.state !== 'issues' && finding.state !== 'clear')
        return issues;
    const shown = new Set(finding.issues.map(({ id }) => id));
    return [...finding.issues, ...issues.filter(({ id }) => !shown.has(id))];
}
/** A repository that is not known to be private counts as public. */
async function detailsOf({ details, event }, { repository, context }) {
    if (details !== 'auto')
        return details;
    if (event.repository?.isPrivate !== undefined)
        return event.repository.isPrivate ? 'full' : 'redacted';
    if (repository === undefined)
        return 'redacted';
    const facts = await tried(repository.facts(), context);
    return facts.kind === 'done' && facts.value?.isPrivate === true ? 'full' : 'redacted';
}
function sayMissing({ version, environment }, check, { log }) {
    if (check.kind === 'failed' || check.value.look.kind !== 'no-data')
        return;
    const { organization, look } = check.value;
    if (look.missing === 'release') {
        log.warning(`Sentry does not know the release ${(0,clean/* clean */.uH)(version, 200)} in ${(0,clean/* clean */.uH)(organization, 100)}, or the connection does not see all of its projects: there is no data. Check the name, with its prefix.`);
    }
    if (look.missing === 'environment')
        log.notice(`There is no data: ${unknownEnvironment(environment ?? '', check.value.environments)}`);
}

;// CONCATENATED MODULE: ./lib/comment/step.js






const TEN_MINUTES = 600_000;
/** The comment step, as the frame runs it. */
const commentStep = {
    title: 'Sentry issues of a release',
    outputs: COMMENT_OUTPUTS,
    read: readCommentRequest,
    deadlineMs: (request) => TEN_MINUTES + request.waitMs,
    onError: (request) => request.access.onError,
    run: runComment
};
async function runComment(request, context) {
    const { access, event, nothing } = request;
    if (nothing !== undefined)
        return nothingToDo(nothing, context);
    return withGateway(access, context, gateway => withGithub({ token: access.githubToken, server: event.server, context }, github => {
        const { owner, name } = event.repository ?? {};
        const repository = owner === undefined || name === undefined ? undefined : github.repository(`${owner}/${name}`);
        return reportRelease(request, { gateway, repository, context });
    }));
}
function nothingToDo({ why, skipped }, { log }) {
    log.notice(`Nothing to report on: ${why}.`);
    return {
        outputs: { comment_action: `skipped:${skipped}`, pull_requests: [] },
        summary: `## Sentry issues of a release\n\nNothing to report on: ${(0,markdown/* code */.aY)(why, 200)}`,
        ending: { kind: 'done' }
    };
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
/* harmony export */   cK: () => (/* binding */ addressOn),
/* harmony export */   ci: () => (/* binding */ addressOf)
/* harmony export */ });
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
/* harmony export */   Df: () => (/* binding */ proseCode),
/* harmony export */   Qq: () => (/* binding */ text),
/* harmony export */   aY: () => (/* binding */ code),
/* harmony export */   nf: () => (/* binding */ link),
/* harmony export */   tp: () => (/* binding */ table),
/* harmony export */   zH: () => (/* binding */ details)
/* harmony export */ });
/* unused harmony export htmlCode */
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
