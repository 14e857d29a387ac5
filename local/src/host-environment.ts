type Environment = Readonly<Record<string, string | undefined>>;

/** Without these, programs and the system's libraries are not found. */
const ofPrograms = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'LD_LIBRARY_PATH', 'NODE_EXTRA_CA_CERTS'];

/** How the command lines of podman and docker find their settings, their service and their storage. */
const ofContainerClients = [
  ...['CONTAINERS_CONF', 'CONTAINERS_CONF_OVERRIDE', 'CONTAINERS_STORAGE_CONF', 'CONTAINERS_REGISTRIES_CONF'],
  ...[
    'CONTAINER_HOST',
    'CONTAINER_CONNECTION',
    'CONTAINER_SSHKEY',
    'STORAGE_DRIVER',
    'STORAGE_OPTS',
    'REGISTRY_AUTH_FILE',
  ],
  ...['DOCKER_HOST', 'DOCKER_CONFIG', 'DOCKER_CONTEXT', 'DOCKER_API_VERSION', 'DOCKER_CERT_PATH', 'DOCKER_TLS_VERIFY'],
  ...['XDG_RUNTIME_DIR', 'XDG_CONFIG_HOME', 'XDG_DATA_HOME', 'DBUS_SESSION_BUS_ADDRESS', 'SSH_AUTH_SOCK', 'USER'],
];

/** What tasks and functions get of the user's environment, and nothing else of it. */
export function programEnvironment(all: Environment): Record<string, string> {
  return only(ofPrograms, all);
}

/** What podman or docker gets of it. The containers that it starts inherit none of that. */
export function containerClientEnvironment(all: Environment): Record<string, string> {
  return only([...ofPrograms, ...ofContainerClients], all);
}

function only(names: readonly string[], all: Environment): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (all[name] ? [[name, all[name]]] : [])));
}
