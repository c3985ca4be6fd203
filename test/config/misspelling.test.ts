import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaults, readConfig } from '../../src/config/config.js'

const names = [...defaults.keys()]

function misspelt(file: Record<string, string>, process: Record<string, string> = {}) {
  const reading = readConfig({ file, process })
  return reading.ok ? [] : reading.faults.map(({ variable, cure }) => [variable, cure] as const)
}

const slips: [string, string][] = [
  ['EXECUTIVE', 'EXECUTIVES'],
  ['EXCUTIVES', 'EXECUTIVES'],
  ['executives', 'EXECUTIVES'],
  ['ADMIN', 'ADMINS'],
  ['ACCOUNT_MANAGER', 'ACCOUNT_MANAGERS'],
  ['ACCOUNTMANAGER', 'ACCOUNT_MANAGERS'],
  ['ACOUNT_MANGERS', 'ACCOUNT_MANAGERS'],
  ['MAIL_FORM', 'MAIL_FROM'],
  ['MAILFROM', 'MAIL_FROM'],
  ['REPLYTO', 'REPLY_TO'],
  ['SMTP_URI', 'SMTP_URL'],
  ['SMTP-URL', 'SMTP_URL'],
  ['OUTBOXDIR', 'OUTBOX_DIR'],
  ['DATABASE_URI', 'DATABASE_URL'],
  ['TIMEZONE', 'TIME_ZONE'],
  ['LOCAL', 'LOCALE'],
  ['CURENCY', 'CURRENCY'],
  ['CURRENCIES', 'CURRENCY'],
  ['EXCHANGE_RATE', 'EXCHANGE_RATES'],
  ['COMPANYNAME', 'COMPANY_NAME'],
  ['DRIVERS_WEIGHT', 'DRIVER_WEIGHTS'],
  ['RED_BELLOW', 'RED_BELOW'],
  ['GREENFROM', 'GREEN_FROM'],
  ['MOVE_POINT', 'MOVE_POINTS'],
  ['STALE_WEEK', 'STALE_WEEKS'],
]

describe('a misspelt variable', () => {
  test.each(slips)('%s in the file: did you mean %s?', (name, meant) => {
    expect(misspelt({ [name]: '' })).toEqual([
      [name, expect.stringContaining(`Did you mean ${meant}?`)],
    ])
  })

  const near = slips.filter(([name]) => name !== 'CURRENCIES')
  test.each(near)('%s in the process: did you mean %s?', (name, meant) => {
    expect(misspelt({}, { [name]: 'x' })).toEqual([
      [name, expect.stringContaining(`Did you mean ${meant}?`)],
    ])
  })

  test('is told once when both have it, and however good the rest is', () => {
    const process = { EXECUTIVE: 'x', EXECUTIVES: 'Ann <ann@example.com>' }
    expect(misspelt({ EXECUTIVE: 'x' }, process)).toHaveLength(1)
  })

  test('any one slip in any name is noticed, wherever it stands', () => {
    const slip = fc.tuple(fc.constantFrom(...names), fc.nat(), fc.constantFrom(0, 1, 2, 3))
    fc.assert(
      fc.property(slip, ([name, where, kind]) => {
        const at = where % (name.length - 1)
        const [before, letter, after] = [name.slice(0, at), name[at], name.slice(at + 1)]
        const swapped = `${before}${after[0]}${letter}${after.slice(1)}`
        const wrong = [
          `${before}${after}`,
          `${before}Q${letter}${after}`,
          `${before}Q${after}`,
          swapped,
        ]
        const written = wrong[kind] ?? ''
        fc.pre(!names.includes(written))
        expect(misspelt({}, { [written]: 'x' }).map(([variable]) => variable)).toEqual([written])
      }),
    )
  })
})

describe('an unknown variable', () => {
  test('of the file is a fault, near or not', () => {
    expect(misspelt({ FAVOURITE_COLOUR: 'x', SMTP_HOST: 'x', PATH: 'x' })).toEqual([
      ['FAVOURITE_COLOUR', expect.stringContaining('There is no such setting')],
      ['SMTP_HOST', expect.stringContaining('Did you mean SMTP_URL?')],
      ['PATH', expect.stringContaining('There is no such setting')],
    ])
  })

  test('with an invisible character is shown with it', () => {
    expect(misspelt({ '\ufeffEXECUTIVES': 'x' })).toEqual([
      ['\\u{feff}EXECUTIVES', expect.stringContaining('Did you mean EXECUTIVES?')],
    ])
  })

  test('named like a part of every object is no way in', () => {
    const file = JSON.parse('{"__proto__": "x", "constructor": "x"}')
    expect(misspelt(file).map(([variable]) => variable)).toEqual(['__proto__', 'constructor'])
  })

  test('of the process is none of our business', () => {
    const usual = usualVariables.trim().split(/\s+/)
    expect(usual.length).toBeGreaterThan(200)
    expect(misspelt({}, Object.fromEntries(usual.map((name) => [name, 'x'])))).toEqual([])
  })
})

/** What shells, desktops, service managers, containers, CI services and tools set. */
const usualVariables = `
  _ PATH HOME USER LOGNAME SHELL PWD OLDPWD SHLVL TERM TERM_PROGRAM COLORTERM EDITOR VISUAL PAGER
  LESS LS_COLORS MAIL MAILTO MAILCHECK MAILPATH HOSTNAME HOST HOSTTYPE OSTYPE MACHTYPE UID EUID
  TZ TZDIR LANG LANGUAGE LC_ALL LC_CTYPE LC_TIME LC_NUMERIC LC_MONETARY LC_MESSAGES LC_COLLATE
  LC_NAME LC_ADDRESS LC_TELEPHONE LC_IDENTIFICATION LOCALE_ARCHIVE LOCPATH NLSPATH
  TMP TEMP TMPDIR DISPLAY WAYLAND_DISPLAY XAUTHORITY XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_DATA_DIRS
  XDG_SESSION_ID XDG_CURRENT_DESKTOP DBUS_SESSION_BUS_ADDRESS DESKTOP_SESSION SSH_AUTH_SOCK
  SSH_AGENT_PID SSH_CLIENT SSH_CONNECTION SSH_TTY GPG_AGENT_INFO SUDO_USER SUDO_UID SUDO_COMMAND
  INVOCATION_ID JOURNAL_STREAM NOTIFY_SOCKET WATCHDOG_USEC LISTEN_FDS LISTEN_PID SYSTEMD_EXEC_PID
  RUNTIME_DIRECTORY STATE_DIRECTORY LOGS_DIRECTORY CREDENTIALS_DIRECTORY MEMORY_PRESSURE_WATCH
  NODE NODE_ENV NODE_OPTIONS NODE_PATH NODE_VERSION NODE_EXTRA_CA_CERTS NODE_DEBUG YARN_VERSION
  npm_config_cache npm_config_registry npm_config_local_prefix npm_package_name npm_package_json
  npm_lifecycle_event npm_lifecycle_script npm_execpath npm_node_execpath npm_command INIT_CWD
  NVM_DIR NVM_BIN VOLTA_HOME PNPM_HOME BUN_INSTALL UV_THREADPOOL_SIZE NO_COLOR FORCE_COLOR DEBUG
  VITEST VITEST_MODE VITEST_POOL_ID VITEST_WORKER_ID TEST MODE DEV PROD SSR BASE_URL
  HTTP_PROXY HTTPS_PROXY NO_PROXY ALL_PROXY http_proxy https_proxy no_proxy FTP_PROXY RSYNC_PROXY
  SSL_CERT_FILE SSL_CERT_DIR CURL_CA_BUNDLE REQUESTS_CA_BUNDLE GIT_DIR GIT_EDITOR GIT_AUTHOR_NAME
  GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL GIT_ASKPASS EMAIL NAME REPLYTOADDRESS
  CI CONTINUOUS_INTEGRATION BUILD_NUMBER BUILD_ID BUILD_URL JOB_NAME JOB_URL WORKSPACE RUNNER_OS
  RUNNER_TEMP GITHUB_ACTIONS GITHUB_ACTOR GITHUB_SHA GITHUB_REF GITHUB_TOKEN GITHUB_WORKSPACE
  GITHUB_SERVER_URL GITHUB_API_URL GITHUB_RUN_ID GITLAB_CI CI_JOB_ID CI_COMMIT_SHA CI_PROJECT_URL
  CI_SERVER_URL CIRCLECI TRAVIS JENKINS_URL BUILDKITE DRONE TEAMCITY_VERSION APPVEYOR CODESPACES
  container DOCKER_HOST DOCKER_CONFIG COMPOSE_PROJECT_NAME COMPOSE_FILE KUBECONFIG
  KUBERNETES_SERVICE_HOST KUBERNETES_SERVICE_PORT KUBERNETES_PORT KUBERNETES_PORT_443_TCP_ADDR
  SMTP_PORT SMTP_HOST SMTP_USER SMTP_PASS SMTP_PASSWORD SMTP_SERVICE_HOST SMTP_PORT_25_TCP
  MAIL_HOST MAIL_PORT MAIL_DRIVER DB_URL DB_HOST DATABASE_NAME DATABASE_USER DATABASE_HOST
  DATABASE_PORT DATABASE_PASSWORD POSTGRES_USER POSTGRES_PASSWORD POSTGRES_DB PGHOST PGUSER
  PGPASSWORD PGDATABASE MYSQL_URL REDIS_URL MONGO_URL AMQP_URL SENTRY_DSN PORT DYNO WEB_CONCURRENCY
  WEB_MEMORY AWS_REGION AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_EXECUTION_ENV
  GOOGLE_APPLICATION_CREDENTIALS GCP_PROJECT AZURE_CLIENT_ID FLY_REGION FLY_APP_NAME VERCEL_URL
  RENDER_EXTERNAL_URL RAILWAY_ENVIRONMENT HEROKU_APP_NAME SOURCE_VERSION SLUG_ID
  ALLUSERSPROFILE APPDATA LOCALAPPDATA CommonProgramFiles COMPUTERNAME ComSpec HOMEDRIVE HOMEPATH
  LOGONSERVER NUMBER_OF_PROCESSORS OS Path PATHEXT PROCESSOR_ARCHITECTURE PROCESSOR_LEVEL
  ProgramData ProgramFiles PROMPT PSModulePath PUBLIC SystemDrive SystemRoot USERDOMAIN USERNAME
  USERPROFILE windir OneDrive SESSIONNAME Apple_PubSub_Socket_Render __CF_USER_TEXT_ENCODING
  XPC_FLAGS XPC_SERVICE_NAME ITERM_PROFILE ITERM_SESSION_ID TERM_SESSION_ID VSCODE_PID
  VSCODE_IPC_HOOK WSL_DISTRO_NAME WSLENV WT_SESSION TMUX STY PYTHONPATH VIRTUAL_ENV CONDA_PREFIX
  JAVA_HOME GOPATH GOROOT CARGO_HOME RUSTUP_HOME GEM_HOME RBENV_ROOT PERL5LIB MANPATH INFOPATH
  LD_LIBRARY_PATH LD_PRELOAD DYLD_LIBRARY_PATH PKG_CONFIG_PATH CC CXX CFLAGS LDFLAGS MAKEFLAGS
  HISTFILE HISTSIZE PS1 PS2 IFS ENV BASH_ENV ZDOTDIR OUTPUT_DIR INBOX_DIR LOG_LEVEL APP_NAME
`
