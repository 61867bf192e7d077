//! What registers and places on the stack hold, as far as constants and a function's first argument go.
//!
//! Followed in a straight line. Where code is jumped to from above, what all ways there agree on is known; where from below,
//! nothing. What a function gives back is taken for its first
//! argument, since system calls' numbers go through functions that only wrap them; a value that is used otherwise is not
//! looked at.

use std::collections::BTreeSet;

use iced_x86::{
    Code, DecoderOptions, FlowControl, Instruction, InstructionInfoFactory, InstructionInfoOptions,
    Mnemonic, OpAccess, OpKind, Register,
};
use rustc_hash::FxHashMap;

/// At most so many places on the stack are known at a time, so many ways wait for where they lead, and so many loads of one
/// register are told apart: code that needs more is made to take long.
const MOST_PLACES: usize = 256;
const MOST_WAYS: usize = 1024;
const MOST_LOADS: usize = 64;

/// What is known of a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Value {
    /// This number.
    Is(u32),
    /// Whatever the function is called with first.
    First,
    /// What the instruction at this offset of the section loads from a place that the linker fills in.
    Loaded(u32),
    /// Nothing.
    #[default]
    Unknown,
}

/// What is known before an instruction.
#[derive(Debug, Default)]
pub(super) struct Values {
    known: Known,
    /// Places on the stack whose address somebody has.
    shared: BTreeSet<(Register, u64)>,
    /// For registers that nothing else writes, the instructions that load them; none for other registers.
    loads: FxHashMap<Register, Vec<u64>>,
}

/// What registers and places on the stack hold.
#[derive(Clone, Debug, Default)]
struct Known {
    registers: FxHashMap<Register, Value>,
    stack: FxHashMap<(Register, u64), Value>,
}

impl Known {
    /// What holds on both of two ways.
    fn agree(&mut self, other: &Known) {
        self.registers
            .retain(|at, value| other.registers.get(at) == Some(value));
        self.stack
            .retain(|at, value| other.stack.get(at) == Some(value));
    }
}

/// Goes through code from the start of its section.
pub(super) fn follow(bits: u32, code: &[u8], mut see: impl FnMut(&Instruction, &Values)) {
    let (targets, mut all_known) = targets(bits, code);
    let mut values = Values {
        loads: loads(bits, code),
        ..Values::default()
    };
    values.known.registers.insert(Register::RDI, Value::First);
    let mut ways: FxHashMap<u64, Known> = FxHashMap::default();
    let mut falls = true;
    each(bits, code, |instruction| {
        let came = ways.remove(&instruction.ip());
        values.known = match (targets.get(&instruction.ip()), came) {
            (None, _) if falls => std::mem::take(&mut values.known),
            (Some(Jumps::Down), Some(came)) if all_known && falls => {
                values.known.agree(&came);
                std::mem::take(&mut values.known)
            }
            (Some(Jumps::Down), Some(came)) if all_known => came,
            _ => Known::default(),
        };
        see(instruction, &values);
        all_known &= ways.len() < MOST_WAYS;
        if let Some(target) = jump(instruction).filter(|t| *t > instruction.ip() && all_known) {
            let known = &values.known;
            let way = ways.entry(target).or_insert_with(|| known.clone());
            way.agree(known);
        }
        falls = matches!(
            instruction.flow_control(),
            FlowControl::Next | FlowControl::Call | FlowControl::IndirectCall
        ) || (all_known && instruction.flow_control() == FlowControl::ConditionalBranch);
        values.after(instruction);
    });
}

/// From where code is jumped to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Jumps {
    /// Only from above.
    Down,
    /// From below too.
    Up,
}

/// Where a jump leads.
fn jump(instruction: &Instruction) -> Option<u64> {
    let jumps = matches!(
        instruction.flow_control(),
        FlowControl::ConditionalBranch | FlowControl::UnconditionalBranch
    );
    jumps.then(|| instruction.near_branch_target())
}

fn each(bits: u32, code: &[u8], mut see: impl FnMut(&Instruction)) {
    let mut decoder = iced_x86::Decoder::new(bits, code, DecoderOptions::NONE);
    let mut instruction = Instruction::default();
    while decoder.can_decode() {
        decoder.decode_out(&mut instruction);
        see(&instruction);
    }
}

/// Where jumps lead, and whether that is all: a table of jumps leads to the starts of branches, behind which nothing from
/// before is taken for known then.
fn targets(bits: u32, code: &[u8]) -> (FxHashMap<u64, Jumps>, bool) {
    let mut targets = FxHashMap::default();
    let mut all_known = true;
    each(bits, code, |instruction| {
        if let Some(target) = jump(instruction) {
            let known = targets.entry(target).or_insert(Jumps::Down);
            if target <= instruction.ip() {
                *known = Jumps::Up;
            }
        }
        let anywhere = instruction.flow_control() == FlowControl::IndirectBranch;
        all_known &= !anywhere || leaves(instruction);
    });
    (targets, all_known)
}

/// Registers that hold what was loaded wherever they are used, since only loads and the end of the function write them.
fn loads(bits: u32, code: &[u8]) -> FxHashMap<Register, Vec<u64>> {
    let mut loads: FxHashMap<Register, Vec<u64>> = FxHashMap::default();
    let mut others = Vec::new();
    let mut factory = InstructionInfoFactory::new();
    each(bits, code, |instruction| {
        let loads_one = instruction.code() == Code::Mov_r64_rm64
            && instruction.op1_kind() == OpKind::Memory
            && instruction.is_ip_rel_memory_operand();
        if loads_one {
            let into = loads.entry(instruction.op0_register());
            into.or_default().push(instruction.ip());
        } else if instruction.mnemonic() != Mnemonic::Pop {
            others.extend(written(&mut factory, instruction));
        }
    });
    loads.retain(|register, loads| {
        SAVED.contains(register) && loads.len() <= MOST_LOADS && !others.contains(register)
    });
    loads
}

/// The registers that an instruction writes.
fn written(factory: &mut InstructionInfoFactory, instruction: &Instruction) -> Vec<Register> {
    let used = factory.info_options(instruction, InstructionInfoOptions::NO_MEMORY_USAGE);
    let reads = [OpAccess::Read, OpAccess::CondRead, OpAccess::None];
    let used = used.used_registers().iter();
    let written = used.filter(|used| !reads.contains(&used.access()));
    written
        .map(|used| used.register().full_register())
        .collect()
}

/// Whether a jump goes to a function of another file, as the last thing that one does.
fn leaves(instruction: &Instruction) -> bool {
    instruction.op0_kind() == OpKind::Memory && instruction.is_ip_rel_memory_operand()
}

impl Values {
    /// The instructions that loaded the address that a call goes to, when it is not named.
    pub(super) fn callee(&self, instruction: &Instruction) -> Vec<u64> {
        let (value, register) = match instruction.op0_kind() {
            OpKind::Register => {
                let register = instruction.op0_register().full_register();
                (self.of(register), register)
            }
            OpKind::Memory => {
                let known = self.known.stack.get(&place(instruction));
                (known.copied().unwrap_or_default(), Register::None)
            }
            _ => return Vec::new(),
        };
        match value {
            Value::Loaded(ip) => vec![u64::from(ip)],
            _ => self.loads.get(&register).cloned().unwrap_or_default(),
        }
    }

    pub(super) fn of(&self, register: Register) -> Value {
        self.known
            .registers
            .get(&register)
            .copied()
            .unwrap_or_default()
    }

    fn after(&mut self, instruction: &Instruction) {
        match instruction.flow_control() {
            FlowControl::Next | FlowControl::ConditionalBranch => {}
            FlowControl::Call | FlowControl::IndirectCall => {
                let first = self.of(Register::RDI);
                self.known.registers.retain(|r, _| SAVED.contains(r));
                // A system call is one too.
                if instruction.mnemonic() == Mnemonic::Call {
                    self.known.registers.insert(Register::RAX, first);
                }
                return;
            }
            _ => return,
        }
        match instruction.mnemonic() {
            Mnemonic::Cmp | Mnemonic::Test | Mnemonic::Nop | Mnemonic::Endbr64 => {}
            Mnemonic::Mov | Mnemonic::Movsxd => self.set(instruction, self.given(instruction)),
            Mnemonic::Xor if is_zero(instruction) => self.set(instruction, Value::Is(0)),
            Mnemonic::Lea => {
                let place = place(instruction);
                self.known.stack.remove(&place);
                self.shared.insert(place);
                self.set(instruction, Value::Unknown);
            }
            _ => self.other(instruction),
        }
    }

    /// What an instruction that moves gives.
    fn given(&self, instruction: &Instruction) -> Value {
        match instruction.op1_kind() {
            OpKind::Immediate32 => Value::Is(instruction.immediate32()),
            OpKind::Immediate32to64 | OpKind::Immediate64 => {
                u32::try_from(instruction.immediate(1)).map_or(Value::Unknown, Value::Is)
            }
            OpKind::Register if is_wide(instruction.op1_register()) => {
                self.of(instruction.op1_register().full_register())
            }
            OpKind::Memory if instruction.is_ip_rel_memory_operand() => {
                u32::try_from(instruction.ip()).map_or(Value::Unknown, Value::Loaded)
            }
            OpKind::Memory if instruction.segment_prefix() == Register::None => {
                let known = self.known.stack.get(&place(instruction));
                known.copied().unwrap_or_default()
            }
            _ => Value::Unknown,
        }
    }

    fn set(&mut self, instruction: &Instruction, value: Value) {
        match instruction.op0_kind() {
            OpKind::Register => {
                let register = instruction.op0_register();
                let value = if is_wide(register) {
                    value
                } else {
                    Value::Unknown
                };
                self.write(register.full_register(), value);
            }
            OpKind::Memory => {
                let place = place(instruction);
                let is_ours = on_stack(instruction) && !self.shared.contains(&place);
                // Half of one that was known before is not known.
                self.known.stack.remove(&place);
                let has_room = self.known.stack.len() < MOST_PLACES;
                let says = value != Value::Unknown && instruction.memory_size().size() >= 4;
                if is_ours && has_room && says {
                    self.known.stack.insert(place, value);
                }
            }
            _ => {}
        }
    }

    fn write(&mut self, register: Register, value: Value) {
        if matches!(register, Register::RSP | Register::RBP) {
            self.known.stack.retain(|(base, _), _| *base != register);
        }
        self.known.registers.insert(register, value);
    }

    /// An instruction that does anything with what it writes.
    fn other(&mut self, instruction: &Instruction) {
        if instruction.op0_kind() == OpKind::Memory {
            self.set(instruction, Value::Unknown);
        }
        for register in written(&mut InstructionInfoFactory::new(), instruction) {
            self.write(register, Value::Unknown);
        }
    }
}

/// What a function leaves as it was.
const SAVED: [Register; 7] = [
    Register::RBX,
    Register::RSP,
    Register::RBP,
    Register::R12,
    Register::R13,
    Register::R14,
    Register::R15,
];

fn is_wide(register: Register) -> bool {
    register.is_gpr32() || register.is_gpr64()
}

fn is_zero(instruction: &Instruction) -> bool {
    matches!(
        instruction.code(),
        Code::Xor_r32_rm32 | Code::Xor_rm32_r32 | Code::Xor_r64_rm64 | Code::Xor_rm64_r64
    ) && instruction.op1_kind() == OpKind::Register
        && instruction.op0_register() == instruction.op1_register()
}

fn place(instruction: &Instruction) -> (Register, u64) {
    (
        instruction.memory_base(),
        instruction.memory_displacement64(),
    )
}

fn on_stack(instruction: &Instruction) -> bool {
    matches!(instruction.memory_base(), Register::RSP | Register::RBP)
        && instruction.memory_index() == Register::None
        && instruction.segment_prefix() == Register::None
}
