//! The seccomp filter: which system calls fail, and which are told to the supervisor.
//!
//! A list of what is refused, not of what is allowed: compilers, configure scripts and interpreters of other languages use
//! nearly everything else. Calls that this list does not know because they are newer than it fail as unknown ones do.

use std::collections::{BTreeMap, BTreeSet};
use std::os::fd::RawFd;

use libc::{EACCES, ENOSYS, EPERM, c_long};

use super::sys::Instruction;
use crate::profile::Network;

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Fail(i32),
    /// The supervisor hears of it.
    Tell,
    Allow,
}

/// When a rule applies: a test of the low 32 bits of one argument. None of those tested here has more.
#[derive(Clone, Copy, Debug)]
enum When {
    Always,
    /// `argument & mask == value`
    Is(u32, u32, u32),
    /// `argument & mask != 0`
    Any(u32, u32),
    /// Both of two tests as above.
    Both((u32, u32), (u32, u32)),
    /// Two arguments are not zero, in all 64 bits of the second.
    BothSet(u32, u32),
}

struct Rule(c_long, When, Fate);

/// The highest call number of the kernel that this was written against (7.0); later ones are unknown.
const NEWEST: u32 = 471;

const NEW_NAMESPACES: u32 = (libc::CLONE_NEWUSER
    | libc::CLONE_NEWNS
    | libc::CLONE_NEWPID
    | libc::CLONE_NEWIPC
    | libc::CLONE_NEWNET
    | libc::CLONE_NEWUTS
    | libc::CLONE_NEWCGROUP) as u32;

/// Set-user-id and set-group-id: a file that somebody else would run as this user.
const SET_ID: u32 = libc::S_ISUID | libc::S_ISGID;

/// `O_CREAT` and the bit of `O_TMPFILE` that is its own. Without them the mode is whatever was in the register.
const CREATES: u32 = 0o100 | 0o20_000_000;

/// Refused whatever the arguments. First what reaches into other processes, then kernel surface, then what only an
/// administrator needs.
const REFUSED: &[c_long] = &[
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_process_madvise,
    libc::SYS_process_mrelease,
    libc::SYS_pidfd_getfd,
    libc::SYS_kcmp,
    libc::SYS_migrate_pages,
    libc::SYS_move_pages,
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_memfd_secret,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_keyctl,
    libc::SYS_fanotify_init,
    libc::SYS_fanotify_mark,
    libc::SYS_name_to_handle_at,
    libc::SYS_open_by_handle_at,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_open_tree,
    libc::SYS_move_mount,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_mount_setattr,
    libc::SYS_quotactl,
    libc::SYS_quotactl_fd,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_reboot,
    libc::SYS_kexec_load,
    libc::SYS_kexec_file_load,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_acct,
    libc::SYS_syslog,
    libc::SYS_vhangup,
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_clock_adjtime,
    libc::SYS_adjtimex,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    libc::SYS_nfsservctl,
    libc::SYS_lookup_dcookie,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_iopl,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_ioperm,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_modify_ldt,
    #[cfg(target_arch = "x86_64")]
    libc::SYS__sysctl,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_uselib,
];

/// System V inter-process communication; in a namespace of its own it is harmless, and some configure scripts try it.
const SYSTEM_V: &[c_long] = &[
    libc::SYS_shmget,
    libc::SYS_shmat,
    libc::SYS_shmctl,
    libc::SYS_msgget,
    libc::SYS_msgsnd,
    libc::SYS_msgrcv,
    libc::SYS_msgctl,
    libc::SYS_semget,
    libc::SYS_semop,
    libc::SYS_semtimedop,
    libc::SYS_semctl,
    libc::SYS_mq_open,
    libc::SYS_mq_unlink,
];

/// A call that names a path, for the supervisor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PathCall {
    pub(super) number: c_long,
    /// Which argument is the folder that the path is relative to; none is the current folder.
    pub(super) folder: Option<usize>,
    /// Which argument points to the path.
    pub(super) path: usize,
    pub(super) does: Does,
}

/// What a call does to the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Does {
    /// As the flags in this argument say.
    Open(usize),
    Write,
    Run,
}

const fn at(number: c_long, folder: usize, path: usize, does: Does) -> PathCall {
    PathCall {
        number,
        folder: Some(folder),
        path,
        does,
    }
}

#[cfg(target_arch = "x86_64")]
const fn here(number: c_long, path: usize, does: Does) -> PathCall {
    PathCall {
        number,
        folder: None,
        path,
        does,
    }
}

/// The calls that are told. `stat` and its kin are not: they are many, and what they see is the view's business.
pub(super) const PATH_CALLS: &[PathCall] = &[
    at(libc::SYS_openat, 0, 1, Does::Open(2)),
    at(libc::SYS_unlinkat, 0, 1, Does::Write),
    at(libc::SYS_mkdirat, 0, 1, Does::Write),
    at(libc::SYS_mknodat, 0, 1, Does::Write),
    at(libc::SYS_symlinkat, 1, 2, Does::Write),
    at(libc::SYS_linkat, 2, 3, Does::Write),
    at(libc::SYS_renameat2, 2, 3, Does::Write),
    at(libc::SYS_renameat, 2, 3, Does::Write),
    at(libc::SYS_fchmodat, 0, 1, Does::Write),
    at(libc::SYS_execveat, 0, 1, Does::Run),
    PathCall {
        number: libc::SYS_truncate,
        folder: None,
        path: 0,
        does: Does::Write,
    },
    PathCall {
        number: libc::SYS_execve,
        folder: None,
        path: 0,
        does: Does::Run,
    },
    #[cfg(target_arch = "x86_64")]
    here(libc::SYS_open, 0, Does::Open(1)),
    #[cfg(target_arch = "x86_64")]
    here(libc::SYS_creat, 0, Does::Write),
    #[cfg(target_arch = "x86_64")]
    here(libc::SYS_unlink, 0, Does::Write),
    #[cfg(target_arch = "x86_64")]
    here(libc::SYS_rmdir, 0, Does::Write),
    #[cfg(target_arch = "x86_64")]
    here(libc::SYS_mkdir, 0, Does::Write),
    #[cfg(target_arch = "x86_64")]
    here(libc::SYS_mknod, 0, Does::Write),
    #[cfg(target_arch = "x86_64")]
    here(libc::SYS_symlink, 1, Does::Write),
    #[cfg(target_arch = "x86_64")]
    here(libc::SYS_link, 1, Does::Write),
    #[cfg(target_arch = "x86_64")]
    here(libc::SYS_rename, 1, Does::Write),
    #[cfg(target_arch = "x86_64")]
    here(libc::SYS_chmod, 0, Does::Write),
];

/// The filter for a child. Without `tell` nobody hears of anything, and what would be told first fails at once: within
/// another child there can be no second supervisor, and the first one hears of it anyway.
pub(super) fn program(network: &Network, own_view: bool, tell: bool) -> Vec<Instruction> {
    assemble(&rules(network, own_view, tell))
}

/// The filter that allows these calls and tells of all others; of those that name a path too. Over `talk` the child says how
/// far it is.
///
/// No tree: it is put up once and not for every compiler, and its jumps would be too long.
pub(super) fn only(calls: &BTreeSet<u32>, talk: RawFd) -> Vec<Instruction> {
    let mut rules = vec![
        Rule(
            libc::SYS_sendmsg,
            When::Is(0, u32::MAX, talk.cast_unsigned()),
            Fate::Allow,
        ),
        Rule(libc::SYS_clone, When::Any(0, NEW_NAMESPACES), Fate::Tell),
        // Its flags lie in memory. Whoever uses it goes back to the older call.
        Rule(libc::SYS_clone3, When::Always, Fate::Fail(ENOSYS)),
    ];
    let listed = calls.iter().map(|number| c_long::from(*number));
    let plain = listed.filter(|number| !PATH_CALLS.iter().any(|call| call.number == *number));
    rules.extend(plain.map(|number| Rule(number, When::Always, Fate::Allow)));
    let mut out = vec![
        instruction(LOAD, ARCH, 0, 0),
        instruction(EQUAL, OURS, 1, 0),
        returns(Fate::Fail(ENOSYS)),
    ];
    for Rule(number, when, fate) in rules {
        let block = test(when, fate);
        let length = u8::try_from(block.len()).expect("a test is short");
        out.push(instruction(LOAD, NUMBER, 0, 0));
        out.push(instruction(EQUAL, number as u32, 0, length));
        out.extend(block);
    }
    out.push(returns(Fate::Tell));
    out
}

/// Whether a child may have sockets between processes: where it sees only files of its own, so no daemon's.
pub(super) fn local_sockets(network: &Network, own_view: bool) -> bool {
    own_view && matches!(network, Network::Loopback | Network::All)
}

fn rules(network: &Network, own_view: bool, tell: bool) -> Vec<Rule> {
    let mut rules: Vec<Rule> = REFUSED
        .iter()
        .map(|number| Rule(*number, When::Always, Fate::Fail(EPERM)))
        .collect();
    if !own_view {
        let refuse = |number: &c_long| Rule(*number, When::Always, Fate::Fail(EACCES));
        rules.extend(SYSTEM_V.iter().map(refuse));
    }
    rules.extend(by_argument());
    rules.extend(sockets(network, local_sockets(network, own_view)));
    if tell {
        let rule = |call: &PathCall| Rule(call.number, When::Always, Fate::Tell);
        rules.extend(PATH_CALLS.iter().map(rule));
    } else {
        for rule in &mut rules {
            if rule.2 == Fate::Tell {
                rule.2 = Fate::Fail(EACCES);
            }
        }
    }
    rules
}

fn by_argument() -> Vec<Rule> {
    const TIOCSTI: u32 = 0x5412;
    const TIOCLINUX: u32 = 0x541c;
    const TIOCSETD: u32 = 0x5423;
    const ALL: u32 = u32::MAX;
    const NO_RANDOM: u32 = 0x0004_0000;
    vec![
        Rule(
            libc::SYS_clone,
            When::Any(0, NEW_NAMESPACES),
            Fate::Fail(EPERM),
        ),
        // The flags of these two lie in memory, out of a filter's sight. Whoever uses them goes back to the older call.
        Rule(libc::SYS_clone3, When::Always, Fate::Fail(ENOSYS)),
        Rule(libc::SYS_openat2, When::Always, Fate::Fail(ENOSYS)),
        // Pushes characters into the terminal, as if the user had typed them.
        Rule(
            libc::SYS_ioctl,
            When::Is(1, ALL, TIOCSTI),
            Fate::Fail(EPERM),
        ),
        Rule(
            libc::SYS_ioctl,
            When::Is(1, ALL, TIOCLINUX),
            Fate::Fail(EPERM),
        ),
        Rule(
            libc::SYS_ioctl,
            When::Is(1, ALL, TIOCSETD),
            Fate::Fail(EPERM),
        ),
        Rule(libc::SYS_personality, When::Is(0, ALL, 0), Fate::Allow),
        Rule(libc::SYS_personality, When::Is(0, ALL, ALL), Fate::Allow),
        Rule(
            libc::SYS_personality,
            When::Is(0, ALL, NO_RANDOM),
            Fate::Allow,
        ),
        Rule(libc::SYS_personality, When::Always, Fate::Fail(EPERM)),
        // Of every process of the user, when there is no namespace.
        Rule(
            libc::SYS_setpriority,
            When::Is(0, ALL, libc::PRIO_USER),
            Fate::Fail(EPERM),
        ),
        Rule(libc::SYS_prlimit64, When::BothSet(0, 2), Fate::Fail(EPERM)),
        Rule(libc::SYS_fchmod, When::Any(1, SET_ID), Fate::Fail(EPERM)),
        Rule(libc::SYS_fchmodat, When::Any(2, SET_ID), Fate::Fail(EPERM)),
        // fchmodat2
        Rule(452, When::Any(2, SET_ID), Fate::Fail(EPERM)),
        Rule(libc::SYS_mknodat, When::Any(2, SET_ID), Fate::Fail(EPERM)),
        Rule(
            libc::SYS_openat,
            When::Both((2, CREATES), (3, SET_ID)),
            Fate::Fail(EPERM),
        ),
        #[cfg(target_arch = "x86_64")]
        Rule(libc::SYS_chmod, When::Any(1, SET_ID), Fate::Fail(EPERM)),
        #[cfg(target_arch = "x86_64")]
        Rule(
            libc::SYS_open,
            When::Both((1, CREATES), (2, SET_ID)),
            Fate::Fail(EPERM),
        ),
        #[cfg(target_arch = "x86_64")]
        Rule(libc::SYS_creat, When::Any(1, SET_ID), Fate::Fail(EPERM)),
        #[cfg(target_arch = "x86_64")]
        Rule(libc::SYS_mknod, When::Any(1, SET_ID), Fate::Fail(EPERM)),
    ]
}

fn sockets(network: &Network, local: bool) -> Vec<Rule> {
    const ALL: u32 = u32::MAX;
    const KIND: u32 = 0xf;
    let family = |family: i32, fate| Rule(libc::SYS_socket, When::Is(0, ALL, family as u32), fate);
    let mut rules = vec![
        Rule(
            libc::SYS_socketpair,
            When::Is(0, ALL, libc::AF_UNIX as u32),
            Fate::Allow,
        ),
        Rule(libc::SYS_socketpair, When::Always, Fate::Fail(EACCES)),
    ];
    let raw = || {
        Rule(
            libc::SYS_socket,
            When::Is(1, KIND, libc::SOCK_RAW as u32),
            Fate::Tell,
        )
    };
    let datagrams = || {
        Rule(
            libc::SYS_socket,
            When::Is(1, KIND, libc::SOCK_DGRAM as u32),
            Fate::Tell,
        )
    };
    match network {
        Network::None => {}
        Network::Loopback => {
            rules.push(raw());
            rules.extend([libc::AF_INET, libc::AF_INET6].map(|f| family(f, Fate::Allow)));
        }
        Network::Ports(ports) => {
            rules.push(raw());
            if !ports.contains(&53) {
                rules.push(datagrams());
            }
            rules.extend([libc::AF_INET, libc::AF_INET6].map(|f| family(f, Fate::Allow)));
        }
        Network::All => {
            // Resolvers ask the kernel which addresses the host has.
            rules.push(family(libc::AF_NETLINK, Fate::Allow));
            rules.push(raw());
            rules.extend([libc::AF_INET, libc::AF_INET6].map(|f| family(f, Fate::Allow)));
        }
    }
    if local {
        rules.push(family(libc::AF_UNIX, Fate::Allow));
    }
    rules.push(Rule(libc::SYS_socket, When::Always, Fate::Tell));
    rules
}

const LOAD: u16 = (libc::BPF_LD | libc::BPF_W | libc::BPF_ABS) as u16;
const EQUAL: u16 = (libc::BPF_JMP | libc::BPF_JEQ | libc::BPF_K) as u16;
const AT_LEAST: u16 = (libc::BPF_JMP | libc::BPF_JGE | libc::BPF_K) as u16;
const ABOVE: u16 = (libc::BPF_JMP | libc::BPF_JGT | libc::BPF_K) as u16;
const SET: u16 = (libc::BPF_JMP | libc::BPF_JSET | libc::BPF_K) as u16;
const AND: u16 = (libc::BPF_ALU | libc::BPF_AND | libc::BPF_K) as u16;
const RETURN: u16 = (libc::BPF_RET | libc::BPF_K) as u16;

const NUMBER: u32 = 0;
const ARCH: u32 = 4;

#[cfg(target_arch = "x86_64")]
const OURS: u32 = 0xc000_003e;
#[cfg(target_arch = "aarch64")]
const OURS: u32 = 0xc000_00b7;

fn instruction(code: u16, k: u32, yes: u8, no: u8) -> Instruction {
    Instruction {
        code,
        jt: yes,
        jf: no,
        k,
    }
}

fn returns(fate: Fate) -> Instruction {
    const ALLOW: u32 = 0x7fff_0000;
    const ERRNO: u32 = 0x0005_0000;
    const NOTIFY: u32 = 0x7fc0_0000;
    let k = match fate {
        Fate::Allow => ALLOW,
        Fate::Fail(errno) => ERRNO | errno as u32,
        Fate::Tell => NOTIFY,
    };
    instruction(RETURN, k, 0, 0)
}

/// Both machines that we know are little-endian: the low half of an argument comes first.
fn argument(index: u32) -> Instruction {
    instruction(LOAD, 16 + 8 * index, 0, 0)
}

/// A search tree over the numbers of the calls, then what is done about each. Whenever a filter is set, the kernel translates
/// it and tries it for each call that there is: a list of rules took it longer than all mounts together.
///
/// Of the rules for one call the first that applies decides.
fn assemble(rules: &[Rule]) -> Vec<Instruction> {
    let mut out = vec![
        instruction(LOAD, ARCH, 0, 0),
        instruction(EQUAL, OURS, 1, 0),
        returns(Fate::Fail(ENOSYS)),
        instruction(LOAD, NUMBER, 0, 0),
        // Also catches the x32 calls, whose numbers have bit 30 set.
        instruction(ABOVE, NEWEST, 0, 1),
        returns(Fate::Fail(ENOSYS)),
    ];
    let runs = runs(rules);
    let mut blocks: Vec<Instruction> = Vec::new();
    let mut starts: BTreeMap<Vec<[u8; 8]>, usize> = BTreeMap::new();
    let runs: Vec<_> = runs
        .into_iter()
        .map(|(first, block)| {
            let start = *starts.entry(bytes(&block)).or_insert(blocks.len());
            if start == blocks.len() {
                blocks.extend(block);
            }
            (first, start)
        })
        .collect();
    let mut tree = Vec::new();
    branch(&runs, runs.len() - 1, &mut tree);
    out.extend(tree);
    out.extend(blocks);
    out
}

/// Where each run of calls that are treated alike begins, and how they are treated.
fn runs(rules: &[Rule]) -> Vec<(u32, Vec<Instruction>)> {
    let mut calls: BTreeMap<u32, Vec<Instruction>> = BTreeMap::new();
    for Rule(number, when, fate) in rules {
        let block = calls.entry(*number as u32).or_default();
        block.extend(test(*when, *fate));
    }
    for block in calls.values_mut() {
        if block.len() > 1 {
            block.push(returns(Fate::Allow));
        }
    }
    let behind: Vec<u32> = calls.keys().map(|number| number + 1).collect();
    for number in [0].into_iter().chain(behind) {
        calls
            .entry(number)
            .or_insert_with(|| vec![returns(Fate::Allow)]);
    }
    let mut runs: Vec<_> = calls.into_iter().collect();
    runs.dedup_by(|next, run| bytes(&next.1) == bytes(&run.1));
    runs
}

/// Instructions as they can be compared.
fn bytes(block: &[Instruction]) -> Vec<[u8; 8]> {
    let all = block.iter().map(|i| {
        let ([a, b], [c, d, e, f]) = (i.code.to_ne_bytes(), i.k.to_ne_bytes());
        [a, b, i.jt, i.jf, c, d, e, f]
    });
    all.collect()
}

/// The part of a tree of `nodes` branches that decides between these runs; with each stands where behind the tree its block is.
fn branch(runs: &[(u32, usize)], nodes: usize, out: &mut Vec<Instruction>) {
    let (below, above) = runs.split_at(runs.len() / 2);
    let ([.., (_, last)], [(first, only), ..]) = (below, above) else {
        return;
    };
    let at = out.len();
    out.push(instruction(AT_LEAST, *first, 0, 0));
    let to = |start: &[(u32, usize)], block: usize, next: usize| {
        let target = if start.len() == 1 {
            nodes + block
        } else {
            next
        };
        u8::try_from(target - at - 1).expect("a filter is short enough for its jumps")
    };
    out[at].jf = to(below, *last, out.len());
    branch(below, nodes, out);
    out[at].jt = to(above, *only, out.len());
    branch(above, nodes, out);
}

/// The verdict if the test holds; goes on behind its end if not.
fn test(when: When, fate: Fate) -> Vec<Instruction> {
    let mut out = match when {
        When::Always => vec![],
        When::Is(index, mask, value) => vec![
            argument(index),
            instruction(AND, mask, 0, 0),
            instruction(EQUAL, value, 0, 1),
        ],
        When::Any(index, mask) => vec![argument(index), instruction(SET, mask, 0, 1)],
        When::Both((a, first), (b, second)) => vec![
            argument(a),
            instruction(SET, first, 0, 3),
            argument(b),
            instruction(SET, second, 0, 1),
        ],
        When::BothSet(a, b) => vec![
            argument(a),
            instruction(EQUAL, 0, 5, 0),
            argument(b),
            instruction(EQUAL, 0, 0, 2),
            instruction(LOAD, 20 + 8 * b, 0, 0),
            instruction(EQUAL, 0, 1, 0),
        ],
    };
    out.push(returns(fate));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a filter says of a call.
    fn run(filter: &[Instruction], number: u32, arguments: [u64; 6]) -> u32 {
        let word = |at: u32| match at {
            NUMBER => number,
            ARCH => OURS,
            at => (arguments[(at as usize - 16) / 8] >> (at % 8 * 8)) as u32,
        };
        let (mut at, mut a) = (0, 0);
        loop {
            let Instruction { code, jt, jf, k } = filter[at];
            let yes = match code {
                RETURN => return k,
                LOAD => {
                    a = word(k);
                    false
                }
                AND => {
                    a &= k;
                    false
                }
                EQUAL => a == k,
                AT_LEAST => a >= k,
                ABOVE => a > k,
                SET => a & k != 0,
                other => panic!("{other}"),
            };
            at += 1 + usize::from(if yes { jt } else { jf });
        }
    }

    #[test]
    fn a_list_allows_what_is_on_it_and_tells_of_the_rest() {
        let listed =
            BTreeSet::from([libc::SYS_read, libc::SYS_openat, libc::SYS_clone].map(|n| n as u32));
        let filter = only(&listed, 77);
        let (allow, tell) = (returns(Fate::Allow).k, returns(Fate::Tell).k);
        for number in 0..=NEWEST {
            let expected = match c_long::from(number) {
                libc::SYS_read | libc::SYS_clone => allow,
                libc::SYS_clone3 => returns(Fate::Fail(ENOSYS)).k,
                _ => tell,
            };
            assert_eq!(run(&filter, number, [0; 6]), expected, "{number}");
        }
        let of = |number: c_long, first: u64| run(&filter, number as u32, [first, 0, 0, 0, 0, 0]);
        assert_eq!(of(libc::SYS_sendmsg, 77), allow);
        assert_eq!(of(libc::SYS_clone, libc::CLONE_NEWUSER as u64), tell);
    }

    fn applies(when: When, arguments: [u64; 6]) -> bool {
        let low = |index: u32| arguments[index as usize] as u32;
        match when {
            When::Always => true,
            When::Is(index, mask, value) => low(index) & mask == value,
            When::Any(index, mask) => low(index) & mask != 0,
            When::Both((a, first), (b, second)) => low(a) & first != 0 && low(b) & second != 0,
            When::BothSet(a, b) => low(a) != 0 && arguments[b as usize] != 0,
        }
    }

    #[test]
    fn the_tree_decides_as_the_rules_in_order_do() {
        let networks = [
            Network::None,
            Network::Loopback,
            Network::Ports(vec![443]),
            Network::Ports(vec![53]),
            Network::All,
        ];
        let values = [
            0,
            1,
            2,
            3,
            16,
            0x4000_0000,
            0o4755,
            0x5412,
            0x541c,
            1 << 40,
            0x1000_0000,
            u64::MAX,
        ];
        let all = networks.iter().flat_map(|network| {
            [(true, true), (true, false), (false, true)].map(|(ipc, tell)| (network, ipc, tell))
        });
        for (network, own_ipc, tell) in all {
            let rules = rules(network, own_ipc, tell);
            let filter = assemble(&rules);
            for number in 0..=NEWEST {
                for (i, value) in values.iter().enumerate() {
                    let other = values[(i + 5) % values.len()];
                    let arguments = [*value, other, *value, other, *value, other];
                    let rule = rules
                        .iter()
                        .find(|Rule(n, when, _)| *n as u32 == number && applies(*when, arguments));
                    let fate = rule.map_or(Fate::Allow, |rule| rule.2);
                    let said = run(&filter, number, arguments);
                    assert_eq!(said, returns(fate).k, "{number} {arguments:?}");
                }
            }
            for number in [NEWEST + 1, 0x4000_0000, u32::MAX] {
                assert_eq!(run(&filter, number, [0; 6]), returns(Fate::Fail(ENOSYS)).k);
            }
        }
    }
}
