//! From a plan to a process: the only code that runs between clone and exec.
//!
//! At [`Level::Full`] there are two processes: the first of the new process namespace, which builds the view and then only
//! waits, and below it the program. When the first ends, the kernel ends all others. Everything is allocated before, in
//! [`Plan`]; between clone and exec there are only system calls.

#![expect(unsafe_code, reason = "clones this process")]

use std::ffi::CString;
use std::mem::MaybeUninit;
use std::os::fd::{AsRawFd as _, OwnedFd, RawFd};
use std::ptr;

use super::rules;
use super::sys::{self, Errno, Instruction};
use super::view::{self, Step};
use crate::profile::{Access, Level};

/// All that the child needs, allocated.
pub(super) struct Plan {
    pub(super) level: Level,
    pub(super) own_network: bool,
    pub(super) loopback: bool,
    pub(super) user_map: Vec<u8>,
    pub(super) group_map: Vec<u8>,
    pub(super) steps: Vec<Step>,
    pub(super) ruleset: OwnedFd,
    pub(super) local_sockets: bool,
    pub(super) rules: Vec<(CString, Access)>,
    pub(super) filter: Vec<Instruction>,
    pub(super) limits: Vec<(i32, u64)>,
    pub(super) most_processes: Option<Vec<u8>>,
    pub(super) detach: bool,
    pub(super) directory: CString,
    pub(super) program: CString,
    pub(super) arguments: Vec<CString>,
    pub(super) environment: Vec<CString>,
    /// Input, output, errors, each at a high number.
    pub(super) streams: [OwnedFd; 3],
    /// Descriptors at high numbers and the numbers that they are to have.
    pub(super) extra: Vec<(OwnedFd, RawFd)>,
    pub(super) talk: OwnedFd,
}

/// What the messages of [`sys::Message`] say: the first word.
pub(super) const FAILED: u32 = 1;
pub(super) const LISTENER: u32 = 2;
pub(super) const STATUS: u32 = 3;

/// Steps outside the view, for errors: the second word of [`FAILED`].
pub(super) const STEPS: &[(u32, &str)] = &[
    (20, "map its user"),
    (21, "tie it to this process"),
    (22, "give it the loopback interface"),
    (23, "make its process"),
    (24, "place its streams"),
    (25, "enter its folder"),
    (26, "drop its capabilities"),
    (27, "give up new privileges"),
    (28, "set its Landlock rules"),
    (29, "set its limits"),
    (30, "close what it does not get"),
    (31, "set its seccomp filter"),
    (EXEC, "start the program"),
];
pub(super) const EXEC: u32 = 32;

/// Bytes for the second process until it is the program.
const STACK: usize = 64 << 10;

type Step1 = Result<(), (u32, Errno)>;

/// Starts it; gives the id of the child to wait for.
pub(super) fn start(plan: &Plan) -> sys::Result<libc::pid_t> {
    let arguments = pointers(&plan.arguments);
    let environment = pointers(&plan.environment);
    let namespaces = if plan.level == Level::Full {
        let all = libc::CLONE_NEWUSER
            | libc::CLONE_NEWNS
            | libc::CLONE_NEWPID
            | libc::CLONE_NEWIPC
            | libc::CLONE_NEWUTS;
        if plan.own_network {
            all | libc::CLONE_NEWNET
        } else {
            all
        }
    } else {
        0
    };
    let mut stack = Vec::with_capacity(STACK);
    // SAFETY: the child goes into `first` or `second`, which only make system calls and never return.
    let pid = unsafe { sys::clone(namespaces) }?;
    if pid != 0 {
        return Ok(pid);
    }
    if plan.level == Level::Full {
        first(
            plan,
            stack.spare_capacity_mut(),
            Second(plan, &arguments, &environment),
        )
    } else {
        second(plan, &arguments, &environment)
    }
}

fn pointers(strings: &[CString]) -> Vec<*const libc::c_char> {
    let all = strings.iter().map(|s| s.as_ptr());
    all.chain([ptr::null()]).collect()
}

fn fail(plan: &Plan, (step, errno): (u32, Errno)) -> ! {
    let _ = sys::send(plan.talk.as_raw_fd(), &[FAILED, step, errno.0 as u32], None);
    sys::exit(127)
}

/// What the second process starts from.
struct Second<'p>(
    &'p Plan,
    &'p [*const libc::c_char],
    &'p [*const libc::c_char],
);

/// The first process of the namespace. When it says how the program ended, no other process is left in there.
fn first(plan: &Plan, stack: &mut [MaybeUninit<u8>], mut program: Second<'_>) -> ! {
    if let Err(failed) = prepare(plan) {
        fail(plan, failed);
    }
    // SAFETY: `run_second` only makes system calls and never returns; `program` is what it takes, and waits here with us.
    let started = unsafe { sys::clone_and_wait(run_second, stack, (&raw mut program).cast()) };
    let program = started.unwrap_or_else(|errno| fail(plan, (23, errno)));
    loop {
        match sys::wait(-1, true) {
            Ok((pid, status)) if pid == program => {
                // To the first process of a namespace that is everybody in there; to any other it would be all of the
                // user's processes.
                if sys::is_first() {
                    sys::kill(-1);
                }
                while sys::wait(-1, true).is_ok() {}
                let _ = sys::send(plan.talk.as_raw_fd(), &[STATUS, status as u32, 0], None);
                sys::exit(0)
            }
            Ok(_) => {}
            Err(_) => sys::exit(127),
        }
    }
}

extern "C" fn run_second(program: *mut libc::c_void) -> libc::c_int {
    // SAFETY: `first` gives its own `Second`, which nobody touches meanwhile.
    let Second(plan, arguments, environment) = unsafe { &*program.cast::<Second<'_>>() };
    second(plan, arguments, environment)
}

fn prepare(plan: &Plan) -> Step1 {
    sys::die_with_parent().map_err(|e| (21, e))?;
    sys::write_file(c"/proc/self/setgroups", b"deny").map_err(|e| (20, e))?;
    sys::write_file(c"/proc/self/uid_map", &plan.user_map).map_err(|e| (20, e))?;
    sys::write_file(c"/proc/self/gid_map", &plan.group_map).map_err(|e| (20, e))?;
    // When memory runs out, this is what is to go. No harm when it cannot be set.
    let _ = sys::write_file(c"/proc/self/oom_score_adj", b"500");
    if plan.loopback {
        sys::loopback_up().map_err(|e| (22, e))?;
    }
    view::enter(&plan.steps, plan.most_processes.as_deref())?;
    sys::not_dumpable().map_err(|e| (21, e))
}

/// The process that becomes the program.
fn second(
    plan: &Plan,
    arguments: &[*const libc::c_char],
    environment: &[*const libc::c_char],
) -> ! {
    if let Err(failed) = confine(plan) {
        fail(plan, failed);
    }
    let errno = sys::exec(&plan.program, arguments, environment);
    fail(plan, (EXEC, errno))
}

fn confine(plan: &Plan) -> Step1 {
    // At every level: what is above may die first.
    sys::die_with_parent().map_err(|e| (21, e))?;
    if plan.detach {
        sys::new_session();
    }
    sys::plain_signals();
    for (number, stream) in plan.streams.iter().enumerate() {
        sys::duplicate_to(stream.as_raw_fd(), number as RawFd).map_err(|e| (24, e))?;
    }
    sys::change_directory(&plan.directory).map_err(|e| (25, e))?;
    for (resource, most) in &plan.limits {
        sys::limit(*resource, *most).map_err(|e| (29, e))?;
    }
    sys::no_new_privileges().map_err(|e| (27, e))?;
    for (path, access) in &plan.rules {
        rules::allow(plan.ruleset.as_raw_fd(), path, *access, plan.local_sockets)
            .map_err(|e| (28, e))?;
    }
    match sys::drop_capabilities() {
        // Without namespaces an ordinary user has none to drop, and no right to say so.
        Err(Errno(libc::EPERM)) if plan.level != Level::Full => {}
        other => other.map_err(|e| (26, e))?,
    }
    sys::landlock_restrict(plan.ruleset.as_raw_fd()).map_err(|e| (28, e))?;
    sys::close_at_exec_from(3).map_err(|e| (30, e))?;
    for (from, to) in &plan.extra {
        sys::duplicate_to(from.as_raw_fd(), *to).map_err(|e| (24, e))?;
    }
    if plan.level == Level::Nested {
        sys::seccomp_alone(&plan.filter).map_err(|e| (31, e))?;
        return sys::send(plan.talk.as_raw_fd(), &[LISTENER, 0, 0], None).map_err(|e| (31, e));
    }
    let listener = sys::seccomp_listen(&plan.filter).map_err(|e| (31, e))?;
    sys::send(plan.talk.as_raw_fd(), &[LISTENER, 0, 0], Some(listener)).map_err(|e| (31, e))?;
    sys::close(listener);
    Ok(())
}
