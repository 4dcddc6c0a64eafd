# Socket units that test the reader of unit files: every directory of the search path, drop-ins of every name and level,
# masks, aliases, links, and files whose text is odd. Prints their names.
set -eu
etc=/etc/systemd/system; run=/run/systemd/system; usr=/usr/lib/systemd/system; loc=/usr/local/lib/systemd/system
control=/etc/systemd/system.control; run_control=/run/systemd/system.control; transient=/run/systemd/transient
attached=/etc/systemd/system.attached; run_attached=/run/systemd/system.attached

unit() { mkdir -p "${1%/*}"; printf "[Unit]\nDescription=$2\n[Socket]\nListenDatagram=/run/usher/apps/%%n\n" >"$1"; }
drop_in() { mkdir -p "${1%/*}"; printf "[Unit]\nDescription=$1\n" >"$1"; }
text() { printf "$2" >"$etc/$1.socket"; }
socket_text() { text "$1" "[Unit]\nDescription=d\n[Socket]\nListenDatagram=/run/usher/apps/$1\n$2"; }

# One name in several directories.
unit $usr/place-1.socket usr; unit $etc/place-1.socket etc
unit $usr/place-2.socket usr; unit $run/place-2.socket run; unit $loc/place-2.socket local
unit $usr/place-3.socket usr; unit $loc/place-3.socket local
unit $etc/place-4.socket etc; unit $control/place-4.socket control
unit $etc/place-5.socket etc; unit $transient/place-5.socket transient
unit $etc/place-6.socket etc; unit $run_control/place-6.socket run-control
unit $usr/place-7.socket usr; unit $attached/place-7.socket attached
unit $run/place-8.socket run; unit $run_attached/place-8.socket run-attached

# What a generator makes, in its three directories; generators run anew at each daemon-reload.
mkdir -p /etc/systemd/system-generators
cat >/etc/systemd/system-generators/awkward <<'END'
#!/bin/sh
for unit in generated over-etc over-usr; do
    for directory in "$1" "$2" "$3"; do
        printf "[Unit]\nDescription=$directory\n[Socket]\nListenDatagram=/run/generated\n" >"$directory/$unit.socket"
        mkdir -p "$directory/$unit.socket.d"
        printf "[Unit]\nDescription=$directory\n" >"$directory/$unit.socket.d/${directory##*.}.conf"
    done
done
printf "[Socket]\nListenDatagram=/run/late\n" >"$3/only-late.socket"
END
chmod 755 /etc/systemd/system-generators/awkward
unit $etc/over-etc.socket etc; unit $usr/over-usr.socket usr; unit $usr/only-late.socket usr

# Drop-ins of every level. Of those with one file name one counts.
unit $usr/site-web-x.socket base
mkdir -p $etc/socket.d $usr/socket.d
printf "[Socket]\nPriority=1\n" >$etc/socket.d/10-type.conf
printf "[Socket]\nPriority=2\n" >$usr/socket.d/10-type.conf
printf "[Socket]\nPriority=3\n" >$etc/socket.d/40-same.conf
drop_in $usr/site-.socket.d/20-level.conf; drop_in $usr/site-web-x.socket.d/20-level.conf
drop_in $run/site-web-.socket.d/15-dash.conf
drop_in $etc/site-.socket.d/30-same.conf; drop_in $usr/site-web-x.socket.d/30-same.conf
drop_in $usr/site-.socket.d/40-same.conf
drop_in $etc/site-web-x.socket.d/readme.txt; drop_in $etc/site-web-x.socket.d/.hidden.conf
drop_in $etc/site-web-x.socket.d/50-backup.conf~
mkdir -p $etc/site-web-x.socket.d/60-directory.conf
ln -s /nonexistent $etc/site-web-x.socket.d/70-dangling.conf
ln -s /dev/null $etc/site-web-x.socket.d/80-mask.conf; drop_in $usr/site-web-x.socket.d/80-mask.conf
mkdir -p $run/site-web-x.socket.d; : >$run/site-web-x.socket.d/85-empty.conf
drop_in $usr/site-web-x.socket.d/85-empty.conf
unit $usr/linked-dir.socket base; drop_in /opt/drop-ins/10.conf; ln -s /opt/drop-ins $etc/linked-dir.socket.d
unit $usr/generic-drop.socket base; drop_in $control/generic-drop.socket.d/50-CPUWeight.conf
drop_in $transient/generic-drop.socket.d/50-transient.conf; drop_in $loc/generic-drop.socket.d/50-local.conf

# Masks.
unit $usr/mask-1.socket usr; ln -s /dev/null $etc/mask-1.socket
unit $usr/mask-2.socket usr; : >$etc/mask-2.socket
unit $usr/mask-3.socket usr; ln -s /dev/null $run/mask-3.socket
unit $etc/mask-4.socket etc; ln -s /dev/null $run/mask-4.socket
unit $usr/mask-5.socket usr; ln -s ../../../dev/null $etc/mask-5.socket
unit $usr/mask-t@.socket usr; ln -s /dev/null $etc/mask-t@.socket; unit $usr/mask-t@own.socket own

# Templates and instances, with every specifier.
every='i=%%i I=%%I n=%%n N=%%N p=%%p P=%%P j=%%j J=%%J f=%%f t=%%t S=%%S C=%%C L=%%L E=%%E T=%%T V=%%V H=%%H l=%%l q=%%%%'
unit $usr/tmpl@.socket "$every y=%%y Y=%%Y"; unit $usr/pre-fix-last@.socket "$every"; unit $usr/plain-one.socket "$every"
unit $etc/tmpl@special.socket instance
drop_in $usr/tmpl@.socket.d/10.conf; drop_in $usr/tmpl@docs.socket.d/10.conf
drop_in $etc/pre-@.socket.d/10.conf; drop_in $etc/pre-fix-@x.socket.d/11.conf; drop_in $etc/pre-fix-.socket.d/12.conf
drop_in $etc/pre-fix-@y.socket.d/13.conf; drop_in $etc/pre-fix-@.socket.d/13.conf
drop_in $etc/pre-fix-.socket.d/15.conf; drop_in $etc/pre-fix-@y.socket.d/15.conf
drop_in $etc/pre-.socket.d/16.conf; drop_in $etc/pre-fix-last@.socket.d/16.conf
drop_in $etc/pre-@y.socket.d/14.conf; drop_in $etc/pre-fix-@.socket.d/14.conf
ln -s tmpl@.socket $usr/tmpl@linked.socket
ln -s /dev/null $etc/tmpl@masked.socket

# Aliases.
unit $usr/real.socket real; ln -s real.socket $usr/alias.socket; ln -s $usr/real.socket $etc/other.socket
ln -s alias.socket $etc/chain.socket; unit $usr/shadow.socket shadow; ln -s real.socket $etc/shadow.socket
drop_in $etc/alias.socket.d/10.conf; drop_in $usr/other.socket.d/11.conf; drop_in $etc/real.socket.d/12.conf
unit $usr/al@.socket al; ln -s al@.socket $usr/bl@.socket
drop_in $etc/bl@.socket.d/10.conf; drop_in $etc/bl@x.socket.d/11.conf
ln -s al@y.socket $etc/plain-to-instance.socket; ln -s al@.socket $etc/bl@z.socket; ln -s al@q.socket $etc/bl@r.socket
ln -s al@.socket $etc/cl@k.socket; ln -s al@m.socket $etc/cl@m.socket
ln -s loop-2.socket $etc/loop-1.socket; ln -s loop-1.socket $etc/loop-2.socket
ln -s real.service $etc/other-type.socket; unit $usr/other-type.socket usr
ln -s nothing.socket $etc/dangling.socket
ln -s $usr/same-name.socket $etc/same-name.socket; unit $usr/same-name.socket usr

# Files that are linked from elsewhere.
unit /opt/units/link-1.socket linked; ln -s /opt/units/link-1.socket $etc/link-1.socket
drop_in /opt/units/link-1.socket.d/10.conf
unit /opt/units/source.socket 'linked %%n'; ln -s /opt/units/source.socket $etc/link-2.socket
unit /opt/units/link-t@.socket 'linked %%i'; ln -s /opt/units/link-t@.socket $etc/link-t@.socket
ln -s /opt/units/link-t@.socket $etc/link-t@b.socket
unit $usr/link-gone.socket usr; ln -s /nonexistent/link-gone.socket $etc/link-gone.socket

# What a target wants, by whichever name: the first link of a name in any directory of it, unless it is a mask.
wants=sockets.target.wants
mkdir -p $etc/$wants $run/$wants $usr/$wants $etc/multi-user.target.requires $etc/target.wants $etc/multi-.target.wants
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do unit $usr/want-$i.socket "want $i"; done
ln -s $usr/want-1.socket $etc/$wants; ln -s ../want-2.socket $usr/$wants
ln -s /dev/null $etc/$wants/want-3.socket; ln -s ../want-3.socket $usr/$wants
: >$run/$wants/want-4.socket; ln -s ../want-4.socket $usr/$wants
echo text >$etc/$wants/want-5.socket; ln -s ../want-5.socket $usr/$wants
ln -s $usr/want-6.socket $etc/multi-user.target.requires
ln -s ../want-1.socket $etc/$wants/want-7.socket; ln -s nowhere $etc/$wants/want-8.socket
ln -s want-9.socket $usr/want-alias.socket; ln -s ../want-alias.socket $usr/$wants
ln -s $usr/want-10.socket $etc/target.wants; ln -s $usr/want-11.socket $etc/multi-.target.wants
ln -s /dev/null $etc/want-mask.socket; ln -s ../want-mask.socket $usr/$wants
unit $usr/want-t@.socket 'instance %%i'; ln -s ../want-t@.socket $usr/$wants/want-t@one.socket
unit /opt/units/want-only.socket 'only linked'; ln -s /opt/units/want-only.socket $etc/$wants

# What our section says, in files of every level.
http() { mkdir -p "${1%/*}"; printf "$2" >>"$1"; }
unit $usr/http-shop-front.socket http; unit $usr/http-t@.socket http; ln -s http-shop-front.socket $usr/http-alias.socket
http $usr/http-shop-front.socket '[X-HTTP]\nPrefix=/a/ /b/\nQueueMax=1\n[Socket]\nSocketMode=0660\n[X-HTTP]\nPrefix=/c/\n'
http $usr/http-.socket.d/40-level.conf '[X-HTTP]\nQueueMax=2\n#Prefix=/no/\n;Prefix=/no/\n  Prefix  =  /spaced/  \n'
http $etc/http-shop-front.socket.d/50-http.conf '[X-HTTP]\nPrefix=\nPrefix=//%%N.example/ \\\n# between\n  /joined/\nnothing\nPrefix\n'
http $run/http-alias.socket.d/55-alias.conf '[X-HTTP]\nPrefix=/alias/=/x/\n[X-Http]\nPrefix=/near/\n'
http $etc/http-shop-.socket.d/60-same.conf '[X-HTTP]\nPrefix=/etc/\n'; http $usr/http-shop-front.socket.d/60-same.conf '[X-HTTP]\nPrefix=/usr/\n'
http $usr/http-shop-front.socket.d/70-mask.conf '[X-HTTP]\nPrefix=/masked/\n'; ln -s /dev/null $etc/http-shop-front.socket.d/70-mask.conf
http $etc/http-t@.socket.d/30-template.conf '[X-HTTP]\nPrefix=/%%i/\n'
http $etc/http-t@one.socket.d/20-instance.conf '[X-HTTP]\nPrefix=/one/\nPrefix=\n'
http $etc/http-alone.socket '[Socket]\nListenDatagram=/run/alone\n[X-HTTP]\nPrefix=/end/'

# No unit files at all.
mkdir -p $etc/directory.socket; unit $usr/directory.socket usr; mkdir -p $etc/directory-only.socket

# Text.
text text-crlf '[Unit]\r\nDescription=crlf\r\n[Socket]\r\nListenDatagram=/run/crlf\r\nSocketMode=0640\r\n'
text text-bom '\357\273\277[Unit]\nDescription=mark\n\357\273\277Description=second\n[Socket]\nListenDatagram=/run/bom\n'
text text-late-bom '[Unit]\n\357\273\277Description=mark\n[Socket]\nListenDatagram=/run/bom\n'
text text-continued '[Unit]\nDescription=one \\\n  two\\\n# comment\n; another\n   three \\\n\n[Socket]\nListenDatagram=/run/c\\\n\nSocketMode=0600\n'
text text-backslash '[Unit]\nDescription=a \\\\\n[Socket]\nListenDatagram=/run/b\n'
text text-blanks '[Unit]\n  Description =   spaced   out  \n [Socket] \n\tListenDatagram\t=\t/run/ws  \n'
text text-tab '[Unit]\nDescription=\t tab\\\n\tinside\n[Socket]\nListenDatagram=/run/tab\n'
text text-nul '[Unit]\nDescription=nul\0Description=after\n[Socket]\nListenDatagram=/run/nul\n'
text text-cr '[Unit]\nDescription=cr\rDescription=after\n[Socket]\nListenDatagram=/run/cr\n'
text text-unicode '[Unit]\nDescription=caf\303\251 \342\202\254 \357\277\275\n[Socket]\nListenDatagram=/run/\303\251\n'
text text-unicode-blank '[Unit]\nDescription=\342\200\203em\342\200\203\n[Socket]\nListenDatagram=/run/em\n'
text text-latin '[Unit]\nDescription=good\nDescription=\377\n[Socket]\nListenDatagram=/run/latin\n'
text text-latin-comment '[Unit]\n#\377\nDescription=good\n[Socket]\nListenDatagram=/run/latin\n'
text text-section 'Description=none\n[Unit]\nDescription=unit\n[Unknown]\nDescription=unknown\n[X-Foo]\nDescription=x\n[Socket]\nListenDatagram=/run/s\n'
text text-section-open '[Unit]\nDescription=unit\n[Socket\nListenDatagram=/run/s\n'
text text-section-junk '[Unit]\nDescription=unit\n[Socket] junk\nListenDatagram=/run/s\n'
text text-section-blank '[Unit]\nDescription=unit\n[ Socket ]\nListenDatagram=/run/a\n[Socket]\nListenDatagram=/run/b\n'
text text-no-equals '[Unit]\nDescription=unit\nnothing\n=value\n[Socket]\nListenDatagram\nListenDatagram=/run/e\n'
text text-include '[Unit]\nDescription=unit\n.include /usr/lib/systemd/system/real.socket\n[Socket]\nListenDatagram=/run/i\n'
text text-end '[Unit]\nDescription=goes on \\'
text text-case '[Unit]\ndescription=lower\n[socket]\nListenDatagram=/run/a\n[Socket]\nlistendatagram=/run/b\nListenDatagram=/run/c\n'
line() { printf '[Unit]\nDescription=d\nX-Long='; head -c $1 /dev/zero | tr '\0' x; printf '\n[Socket]\nListenDatagram=/run/l\n'; }
line 200000 >$etc/text-long.socket; line 1200000 >$etc/text-too-long.socket

# Values.
socket_text value-quoted 'ListenDatagram="/run/quoted"\nListenDatagram=/run/with blank\n'
text value-reset '[Socket]\nListenDatagram=/run/1\nListenStream=/run/2\nListenDatagram=\nListenDatagram=/run/3\nListenStream=\nListenDatagram=/run/4\nListenDatagram=/run/5\n'
socket_text value-scalars 'SocketGroup=root\nSocketGroup=\nSocketUser=root\nFileDescriptorName=x\nFileDescriptorName=\n'
socket_text value-last 'SocketUser=root\nSocketUser=nobody\nSocketGroup=games\nSocketMode=0600\nSocketMode=640\n'
socket_text value-relative 'ListenDatagram=relative\n'
socket_text value-abstract 'ListenDatagram=@%%p\n'
socket_text value-percent 'ListenDatagram=/run/100%%%%\n'
socket_text value-unknown 'ListenDatagram=/run/%%Z/x\n'
socket_text value-single 'ListenDatagram=/run/100%%\n'
socket_text value-name 'FileDescriptorName=%%p-fd\n'
socket_text value-tilde 'ListenDatagram=/run/%%t/%%S/%%T\n'
text value-unknown-text '[Unit]\nDescription=first\nDescription=known %%Z\n[Socket]\nListenDatagram=/run/u\n'

systemctl daemon-reload
ls $etc $run $usr $loc $transient /run/systemd/generator | grep '\.socket$' | grep -v '@\.\|systemd\|dbus\|usher\|syslog' | sort -u
printf '%s\n' tmpl@docs.socket 'tmpl@a-b.socket' 'tmpl@a\x2db.socket' 'tmpl@a\xe9.socket' tmpl@with.dot.socket tmpl@x@y.socket tmpl@a:b_c.socket \
    pre-fix-last@x.socket pre-fix-last@y.socket 'pre-fix-last@a-b\x2dc.socket' mask-t@x.socket al@x.socket bl@x.socket al@q.socket al@y.socket \
    want-t@one.socket want-only.socket http-t@one.socket http-t@two.socket al@z.socket al@k.socket link-t@a.socket missing.socket missing@x.socket
