//! What registers and places on the stack hold, as far as constants and a function's first argument go.
//!
//! Followed in a straight line: where code is jumped to, nothing is known. What a function gives back is taken for its first
//! argument, since system calls' numbers go through functions that only wrap them; a value that is used otherwise is not
//! looked at.

use std::collections::BTreeSet;

use iced_x86::{
    Code, DecoderOptions, FlowControl, Instruction, InstructionInfoFactory, InstructionInfoOptions,
    Mnemonic, OpAccess, OpKind, Register,
};
use rustc_hash::FxHashMap;

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
    registers: FxHashMap<Register, Value>,
    stack: FxHashMap<(Register, u64), Value>,
    /// Places on the stack whose address somebody has.
    shared: BTreeSet<(Register, u64)>,
    /// For registers that nothing else writes, the instructions that load them; none for other registers.
    loads: FxHashMap<Register, Vec<u64>>,
}

/// Goes through code from the start of its section.
pub(super) fn follow(bits: u32, code: &[u8], mut see: impl FnMut(&Instruction, &Values)) {
    let Some(targets) = targets(bits, code) else {
        return each(bits, code, |instruction| see(instruction, &Values::default()));
    };
    let mut values = Values {
        loads: loads(bits, code),
        ..Values::default()
    };
    values.registers.insert(Register::RDI, Value::First);
    each(bits, code, |instruction| {
        if targets.contains(&instruction.ip()) {
            values.forget();
        }
        see(instruction, &values);
        values.after(instruction);
    });
}

fn each(bits: u32, code: &[u8], mut see: impl FnMut(&Instruction)) {
    let mut decoder = iced_x86::Decoder::new(bits, code, DecoderOptions::NONE);
    let mut instruction = Instruction::default();
    while decoder.can_decode() {
        decoder.decode_out(&mut instruction);
        see(&instruction);
    }
}

/// Where jumps lead; none when one leads anywhere.
fn targets(bits: u32, code: &[u8]) -> Option<BTreeSet<u64>> {
    let mut targets = BTreeSet::new();
    let mut all_known = true;
    each(bits, code, |instruction| match instruction.flow_control() {
        FlowControl::ConditionalBranch | FlowControl::UnconditionalBranch => {
            targets.insert(instruction.near_branch_target());
        }
        FlowControl::IndirectBranch if !leaves(instruction) => all_known = false,
        _ => {}
    });
    all_known.then_some(targets)
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
    loads.retain(|register, _| SAVED.contains(register) && !others.contains(register));
    loads
}

/// The registers that an instruction writes.
fn written(factory: &mut InstructionInfoFactory, instruction: &Instruction) -> Vec<Register> {
    let used = factory.info_options(instruction, InstructionInfoOptions::NO_MEMORY_USAGE);
    let reads = [OpAccess::Read, OpAccess::CondRead, OpAccess::None];
    let used = used.used_registers().iter();
    let written = used.filter(|used| !reads.contains(&used.access()));
    written.map(|used| used.register().full_register()).collect()
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
                let known = self.stack.get(&place(instruction));
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
        self.registers.get(&register).copied().unwrap_or_default()
    }

    /// Where code is jumped to. Who has an address has it still.
    fn forget(&mut self) {
        self.registers.clear();
        self.stack.clear();
    }

    fn after(&mut self, instruction: &Instruction) {
        match instruction.flow_control() {
            FlowControl::Next | FlowControl::ConditionalBranch => {}
            FlowControl::Call | FlowControl::IndirectCall => {
                let first = self.of(Register::RDI);
                self.registers.retain(|r, _| SAVED.contains(r));
                // A system call is one too.
                if instruction.mnemonic() == Mnemonic::Call {
                    self.registers.insert(Register::RAX, first);
                }
                return;
            }
            _ => return self.forget(),
        }
        match instruction.mnemonic() {
            Mnemonic::Cmp | Mnemonic::Test | Mnemonic::Nop | Mnemonic::Endbr64 => {}
            Mnemonic::Mov | Mnemonic::Movsxd => self.set(instruction, self.given(instruction)),
            Mnemonic::Xor if is_zero(instruction) => self.set(instruction, Value::Is(0)),
            Mnemonic::Lea => {
                let place = place(instruction);
                self.stack.remove(&place);
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
                let known = self.stack.get(&place(instruction));
                known.copied().unwrap_or_default()
            }
            _ => Value::Unknown,
        }
    }

    fn set(&mut self, instruction: &Instruction, value: Value) {
        match instruction.op0_kind() {
            OpKind::Register => {
                let register = instruction.op0_register();
                let value = if is_wide(register) { value } else { Value::Unknown };
                self.write(register.full_register(), value);
            }
            OpKind::Memory => {
                let place = place(instruction);
                let is_ours = on_stack(instruction) && !self.shared.contains(&place);
                // Half of one that was known before is not known.
                self.stack.remove(&place);
                if is_ours && instruction.memory_size().size() >= 4 {
                    self.stack.insert(place, value);
                }
            }
            _ => {}
        }
    }

    fn write(&mut self, register: Register, value: Value) {
        if matches!(register, Register::RSP | Register::RBP) {
            self.stack.retain(|(base, _), _| *base != register);
        }
        self.registers.insert(register, value);
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
