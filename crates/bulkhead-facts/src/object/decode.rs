//! Instructions that enter the kernel, found by decoding machine code.
//!
//! Code is decoded from the section's start, as a disassembler does; a jump into the middle of an instruction is beyond
//! it. Only sections that hold the bytes of such an instruction at all are decoded.

use std::ops::Range;

use iced_x86::{Mnemonic, Register};
use memchr::memmem::Finder;
use object::Architecture;

mod values;

pub use values::Value;

/// An instruction that enters the kernel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its offset in the section.
    pub offset: u64,
    /// The number of the system call.
    pub number: Value,
}

/// A call of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Call {
    /// Where the instruction lies in the section, or the one that loaded the function's address.
    pub(super) at: Range<u64>,
    /// The first argument, as the System V ABI passes it.
    pub(super) first: Value,
}

/// The length of the longest instruction.
pub(super) const LONGEST: u64 = 15;

/// The length of an instruction that loads a function's address.
const LOAD: u64 = 7;

/// At most so many calls are told apart that load the address from one place.
const MOST_CALLS: usize = 64;

/// Sorts calls by where they lie; of too many with one place it is not known which numbers they have.
pub(super) fn sort(calls: &mut Vec<Call>) {
    calls.sort_unstable_by_key(|call| call.at.start);
    let mut place = (0, 0);
    calls.retain_mut(|call| {
        let so_far = if place.0 == call.at.start { place.1 } else { 0 };
        place = (call.at.start, so_far + 1);
        if so_far == MOST_CALLS {
            call.first = Value::Unknown;
        }
        so_far <= MOST_CALLS
    });
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
        let mut found = Vec::new();
        if self.starts.iter().any(|s| s.find(code).is_some()) {
            values::follow(self.bits, code, |instruction, values| {
                let number = match instruction.mnemonic() {
                    Mnemonic::Syscall => values.of(Register::RAX),
                    // With the numbers of another machine, where this one has 64 bits.
                    Mnemonic::Int if instruction.immediate8() == 0x80 => Value::Unknown,
                    Mnemonic::Sysenter => Value::Unknown,
                    _ => return,
                };
                if found.len() < MOST {
                    let offset = instruction.ip();
                    found.push(Entry { offset, number });
                }
            });
        }
        found
    }

    /// The calls in `code`.
    pub(super) fn calls(&self, code: &[u8]) -> Vec<Call> {
        let mut found = Vec::new();
        values::follow(self.bits, code, |instruction, values| {
            if matches!(instruction.mnemonic(), Mnemonic::Call | Mnemonic::Jmp) {
                let first = values.of(Register::RDI);
                let own = instruction.ip()..instruction.next_ip();
                let loads = values.callee(instruction).into_iter();
                let all = [own].into_iter().chain(loads.map(|ip| ip..ip + LOAD));
                found.extend(all.map(|at| Call { at, first }));
            }
        });
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoder() -> Decoder {
        Decoder::of(Architecture::X86_64).expect("a decoder")
    }

    fn entries(code: &[u8]) -> Vec<(u64, Value)> {
        let found = decoder().entries(code);
        found.into_iter().map(|e| (e.offset, e.number)).collect()
    }

    #[test]
    fn instructions_are_told_from_bytes_like_them() {
        // mov eax, 59; xor edi, edi; syscall
        let code = b"\xb8\x3b\x00\x00\x00\x31\xff\x0f\x05";
        assert_eq!(entries(code), [(7, Value::Is(59))]);
        // mov eax, 0x050f00: the bytes are a number
        assert_eq!(entries(b"\xb8\x00\x0f\x05\x00\xc3"), []);
        // int 0x80; sysenter
        assert_eq!(
            entries(b"\xcd\x80\x0f\x34"),
            [(0, Value::Unknown), (2, Value::Unknown)]
        );
        // mov eax, 1; mov eax, ecx; syscall: not known any more
        assert_eq!(
            entries(b"\xb8\x01\x00\x00\x00\x89\xc8\x0f\x05"),
            [(7, Value::Unknown)]
        );
    }

    #[test]
    fn numbers_are_followed_through_registers_memory_and_calls() {
        // mov rax, rdi; syscall: whatever it is called with
        assert_eq!(entries(b"\x48\x89\xf8\x0f\x05"), [(3, Value::First)]);
        let firsts = |code: &[u8]| {
            let calls = decoder().calls(code).into_iter();
            calls.map(|c| c.first).collect::<Vec<_>>()
        };
        // mov edi, 5; call; mov [rsp+8], rax; mov rdi, [rsp+8]; call
        let code = b"\xbf\x05\x00\x00\x00\xe8\x00\x00\x00\x00\
            \x48\x89\x44\x24\x08\x48\x8b\x7c\x24\x08\xe8\x00\x00\x00\x00";
        assert_eq!(firsts(code), [Value::Is(5), Value::Is(5)]);
        // mov rax, [rip]; mov edi, 5; call rax: the address is loaded before
        let code = b"\x48\x8b\x05\x00\x00\x00\x00\xbf\x05\x00\x00\x00\xff\xd0";
        let call = Call {
            at: 0..7,
            first: Value::Is(5),
        };
        assert!(decoder().calls(code).contains(&call));
        // mov edi, 5; jmp [rip]: the last call of a function
        let code = b"\xbf\x05\x00\x00\x00\xff\x25\x00\x00\x00\x00";
        assert_eq!(firsts(code), [Value::Is(5)]);
        // mov edi, 5; lea rsi, [rsp+8]; mov [rsp+8], rdi; mov rdi, [rsp+8]; call: others may write there
        let code = b"\xbf\x05\x00\x00\x00\x48\x8d\x74\x24\x08\
            \x48\x89\x7c\x24\x08\x48\x8b\x7c\x24\x08\xe8\x00\x00\x00\x00";
        assert_eq!(firsts(code), [Value::Unknown]);
        // je L; mov edi, 5; jmp M; L: mov edi, 5; M: call: both ways agree
        let code = b"\x74\x07\xbf\x05\x00\x00\x00\xeb\x05\xbf\x05\x00\x00\x00\
            \xe8\x00\x00\x00\x00";
        assert_eq!(firsts(code).last(), Some(&Value::Is(5)));
        // L: call; mov edi, 5; jmp L: from below
        let code = b"\xe8\x00\x00\x00\x00\xbf\x05\x00\x00\x00\xeb\xf4";
        assert_eq!(firsts(code).first(), Some(&Value::Unknown));
        // je L; mov edi, 5; L: call
        let code = b"\x74\x05\xbf\x05\x00\x00\x00\xe8\x00\x00\x00\x00";
        assert_eq!(firsts(code), [Value::Unknown]);
    }
}
