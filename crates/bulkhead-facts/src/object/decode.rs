//! Instructions that enter the kernel, found by decoding machine code.
//!
//! Code is decoded from the section's start, as a disassembler does; a jump into the middle of an instruction is beyond
//! it. Only sections that hold the bytes of such an instruction at all are decoded.

use iced_x86::{Code, DecoderOptions, Instruction, Mnemonic, OpKind, Register};
use memchr::memmem::Finder;
use object::Architecture;

/// An instruction that enters the kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its offset in the section.
    pub offset: u64,
    /// The number of the system call, when the code just before says so.
    pub number: Option<u32>,
}

/// A decoder for one kind of machine.
pub(super) struct Decoder {
    bits: u32,
    starts: [Finder<'static>; 3],
}

/// How many are listed for one section.
const MOST: usize = 1000;

impl Decoder {
    pub(super) fn of(architecture: Architecture) -> Option<Decoder> {
        let bits = match architecture {
            Architecture::X86_64 | Architecture::X86_64_X32 => 64,
            Architecture::I386 => 32,
            _ => return None,
        };
        // syscall, int 0x80, sysenter
        let starts = [b"\x0f\x05", b"\xcd\x80", b"\x0f\x34"].map(Finder::new);
        Some(Decoder { bits, starts })
    }

    /// The instructions in `code` that enter the kernel.
    pub(super) fn entries(&self, code: &[u8]) -> Vec<Entry> {
        if !self.starts.iter().any(|s| s.find(code).is_some()) {
            return Vec::new();
        }
        let mut decoder = iced_x86::Decoder::new(self.bits, code, DecoderOptions::NONE);
        let mut found = Vec::new();
        let mut number = None;
        let mut instruction = Instruction::default();
        while decoder.can_decode() && found.len() < MOST {
            decoder.decode_out(&mut instruction);
            if enters_kernel(&instruction) {
                found.push(Entry {
                    offset: instruction.ip(),
                    number,
                });
            }
            number = follow(&instruction, number);
        }
        found
    }
}

fn enters_kernel(instruction: &Instruction) -> bool {
    match instruction.mnemonic() {
        Mnemonic::Syscall | Mnemonic::Sysenter => true,
        Mnemonic::Int => instruction.immediate8() == 0x80,
        _ => false,
    }
}

const ACCUMULATOR: [Register; 5] = [
    Register::RAX,
    Register::EAX,
    Register::AX,
    Register::AL,
    Register::AH,
];

/// What is known of the accumulator after an instruction.
fn follow(instruction: &Instruction, number: Option<u32>) -> Option<u32> {
    let writes_eax = instruction.op_count() > 0
        && instruction.op0_kind() == OpKind::Register
        && ACCUMULATOR.contains(&instruction.op0_register());
    match instruction.code() {
        Code::Mov_r32_imm32 if writes_eax => Some(instruction.immediate32()),
        Code::Mov_rm64_imm32 if writes_eax => u32::try_from(instruction.immediate64()).ok(),
        Code::Xor_r32_rm32 | Code::Xor_rm32_r32
            if writes_eax && instruction.op1_register() == instruction.op0_register() =>
        {
            Some(0)
        }
        _ if writes_eax || instruction.mnemonic() == Mnemonic::Call => None,
        _ => number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(code: &[u8]) -> Vec<(u64, Option<u32>)> {
        let decoder = Decoder::of(Architecture::X86_64).expect("a decoder");
        let found = decoder.entries(code);
        found.into_iter().map(|e| (e.offset, e.number)).collect()
    }

    #[test]
    fn instructions_are_told_from_bytes_like_them() {
        // mov eax, 59; xor edi, edi; syscall
        let code = b"\xb8\x3b\x00\x00\x00\x31\xff\x0f\x05";
        assert_eq!(entries(code), [(7, Some(59))]);
        // mov eax, 0x050f00: the bytes are a number
        assert_eq!(entries(b"\xb8\x00\x0f\x05\x00\xc3"), []);
        // int 0x80; sysenter
        assert_eq!(entries(b"\xcd\x80\x0f\x34"), [(0, None), (2, None)]);
        // mov eax, 1; mov eax, ecx; syscall: not known any more
        assert_eq!(
            entries(b"\xb8\x01\x00\x00\x00\x89\xc8\x0f\x05"),
            [(7, None)]
        );
    }
}
