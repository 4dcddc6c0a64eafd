# The machine that tests and benchmarks boot: a Debian root made once, with systemd, in systemd-nspawn. Sourced by
# bash with the project's directory as the current one. The root is kept in ${XDG_CACHE_HOME:-~/.cache}/usher-tests;
# nothing else is written outside the tree.

# What the container needs in addition to Debian's minimal base.
PACKAGES=systemd,systemd-sysv,dbus,python3,curl,iproute2,procps,strace,openjdk-17-jre-headless,nginx-light,libnginx-mod-stream,haproxy,wrk,slowhttptest,fuse3,python3-fusepy,apache2,gunicorn,python3-flask,nodejs,node-ws,php-cli,libapache2-mod-php,git,dpkg-dev
# What needs an apt that knows which package provides another.
MORE_PACKAGES=node-express
# Units that would take port 80 or slow the start, and that no test needs.
MASKED="nginx.service haproxy.service apache2.service apache-htcacheclean.service console-getty.service getty.target systemd-logind.service systemd-update-utmp.service
    apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer dpkg-db-backup.timer"

fail() {
    echo "$0: $*" >&2
    exit 1
}

# Whether a command is there, or the file with this absolute name.
is_there() {
    case $1 in
        /*) [ -e "$1" ] ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

# need COMMAND PACKAGE: makes sure that a command or a file is there.
need() {
    is_there "$1" && return
    install_package "$1" "$2"
    is_there "$1" || fail "$2 is installed, but there is still no $1"
}

# need_python MODULE PACKAGE: makes sure that the system's Python has a module.
need_python() {
    /usr/bin/python3 -c "import $1" 2>/dev/null && return
    install_package "$1" "$2"
    /usr/bin/python3 -c "import $1" || fail "$2 is installed, but there is still no $1"
}

# install_package WHAT PACKAGE
install_package() {
    command -v apt-get >/dev/null || fail "$1 is missing, and there is no apt-get to install it: install $2"
    echo "$0: installing $2 for $1"
    export DEBIAN_FRONTEND=noninteractive
    [ -n "${apt_updated:-}" ] || apt-get -qq update
    apt_updated=yes
    apt-get -qq -y --no-install-recommends install "$2" >/dev/null
}

# Unpacks Debian's node_exporter below tests/target, without the service that its package would start.
need_node_exporter() {
    local directory=$PWD/tests/target/node-exporter
    [ ! -x "$directory/usr/bin/prometheus-node-exporter" ] || return 0
    mkdir -p "$directory"
    (cd "$directory" && apt-get -qq update && apt-get -qq download prometheus-node-exporter && dpkg-deb -x ./*.deb .) ||
        fail "there is no prometheus-node-exporter to be had with apt-get"
}

# Makes a root in directory $1.
make_root() {
    debootstrap --variant=minbase --include="$PACKAGES" bookworm "$1" >"$1.log" 2>&1 || {
        tail -n 20 "$1.log" "$1/debootstrap/debootstrap.log" >&2 || true
        fail "debootstrap could not make the container's root; the whole log: $1.log"
    }
    chroot "$1" sh -ec "apt-get -qq update; DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends \
        install $MORE_PACKAGES" >>"$1.log" 2>&1 || fail "apt-get could not install $MORE_PACKAGES; the whole log: $1.log"
    # Apache as it is without PHP; a test that wants PHP in it turns that on.
    chroot "$1" sh -ec 'a2dismod -q "php*"; a2dismod -q mpm_prefork; a2enmod -q mpm_event' >>"$1.log"
    rm -rf "$1"/var/cache/apt/archives/*.deb "$1"/var/lib/apt/lists/*
    # An id of its own, or systemd would take every boot for the first one and enable whatever is installed.
    echo 0123456789abcdef0123456789abcdef >"$1/etc/machine-id"
    for unit in $MASKED; do ln -sf /dev/null "$1/etc/systemd/system/$unit"; done
}

# Prints the root, made on first use and again when its recipe changes.
root() {
    local cache recipe directory
    cache=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/usher-tests
    recipe=$({ echo "$PACKAGES $MORE_PACKAGES $MASKED"; declare -f make_root; } | sha256sum | cut -c1-12)
    directory=$cache/root-$recipe
    mkdir -p "$cache"
    if [ ! -d "$directory" ]; then
        echo "$0: making a Debian root in $directory (once, two minutes)" >&2
        rm -rf "$directory.new"
        make_root "$directory.new"
        mv "$directory.new" "$directory"
    fi
    echo "$directory"
}

# Makes sure of root and of what a container needs.
need_container() {
    [ "$(id -u)" = 0 ] || fail "the container needs root: sudo $0 (\`mvn verify\` runs the other tests without)"
    need debootstrap debootstrap
    need systemd-nspawn systemd-container
    need nsenter util-linux
    need setpriv util-linux
}

# Waits until no other container of ours runs, and keeps others waiting until this shell ends. The kernel counts the
# descriptors that a user has in flight over all containers, and all of them boot over one root.
one_at_a_time() {
    exec 9>/run/lock/usher-tests
    flock 9
}

# Prints the control group for the container, in each hierarchy in which systemd keeps its groups (cgroups(7)): one below
# that of this shell, for nothing else.
container_groups() {
    local name path hierarchy
    while IFS=: read -r _ name path; do
        [ -z "$name" ] || [ "$name" = name=systemd ] || continue
        for hierarchy in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup; do
            [ ! -e "$hierarchy$path/cgroup.procs" ] || echo "$hierarchy${path%/}/usher-$$"
        done
    done </proc/$$/cgroup | sort --unique
}

# Moves the calling shell into the control group for the container.
join_container_groups() {
    local group
    for group in $(container_groups); do
        mkdir -p "$group"
        echo "$BASHPID" >"$group/cgroup.procs"
    done
}

# boot ROOT [NSPAWN OPTION…]: boots a container over ROOT, which stays as it is; sets `nspawn` and `leader`.
boot() {
    local console
    exec {console}< <(join_container_groups
        exec setpriv --pdeathsig KILL unshare --mount systemd-nspawn --quiet --boot --volatile=overlay --directory="$1" \
            --machine="usher-$$" --private-network --keep-unit --register=no "${@:2}" systemd.unit=multi-user.target \
            2>&1 </dev/null)
    nspawn=$!
    grep --quiet --max-count=1 'Reached target.*multi-user.target' <&"$console" || fail "the container ended while booting"
    cat <&"$console" >/dev/null &
    leader=$(pgrep -P "$nspawn")
    inside ip link set lo up
}

# Runs a command in the container.
inside() {
    nsenter --target "$leader" --mount --uts --ipc --net --pid --cgroup -- \
        env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# Stops the container, and removes its control group with those that systemd-nspawn leaves in it.
halt() {
    kill "$nspawn"
    while kill -0 "$nspawn" 2>/dev/null; do sleep 0.1; done
    find $(container_groups) -depth -type d -exec rmdir {} \;
}
