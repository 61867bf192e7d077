//! From what the second pass wrote down of functions and calls to a [`Trace`].

use rustc_hash::FxHashMap;

use super::scope::{self, ScopeId};
use super::uses::calls::{Index, Meant, Public, Recorder, Resolved};
use super::world::{At, Shared, World};
use super::{Output, TargetSpec, decl, uses};
use crate::calls::{Call, Callee, Function, Item, Module, TargetTrace, Trace};
use crate::{Files, Limits};

/// Reads the functions and calls of a package's targets. Costs more than [`super::scan`], and is meant for the few packages
/// that somebody asks about.
#[must_use]
pub fn trace(files: &dyn Files, targets: &[TargetSpec], limits: &Limits) -> Trace {
    let mut shared = Shared::default();
    let mut output = Output::new(files);
    let targets = targets
        .iter()
        .map(|target| {
            let mut world = World::new(files, limits, target, &mut shared);
            world.calls = Some(Recorder::default());
            decl::read_root(&mut world, &target.root);
            uses::read_all(&mut world);
            output.trace(&mut world, target)
        })
        .collect();
    Trace {
        files: shared.files,
        cfgs: output.cfgs,
        targets,
    }
}

impl Output<'_> {
    fn trace(&mut self, world: &mut World<'_>, target: &TargetSpec) -> TargetTrace {
        let (index, resolved) = Index::take(world);
        let mut functions: Vec<Function> = Vec::with_capacity(index.functions.len());
        for raw in &index.functions {
            let name = world.shared.names.text(raw.name);
            let end = self.place(world, raw.end);
            functions.push(Function {
                name: match raw.is_macro {
                    true => format!("{name}!"),
                    false => name.to_owned(),
                },
                owner: raw.owner.map(|o| world.shared.names.text(o).to_owned()),
                place: self.place(world, raw.at),
                end: (end.line, end.column),
                public: raw.public,
                takes_self: raw.takes_self,
                cfg: self.cfg(world, raw.cfg),
                calls: Vec::new(),
            });
        }
        let mut resolved = resolved;
        resolved.sort_by_key(|r: &Resolved| (r.at, r.from));
        for call in &resolved {
            let call_of = |output: &mut Self, world: &World<'_>, at: At| Call {
                place: output.place(world, at),
                callee: match call.meant {
                    Meant::Function(id) => Callee::Local(id),
                    Meant::Outside(path) => {
                        Callee::Outside(world.shared.names.text(path).to_owned())
                    }
                    Meant::Method(name) => Callee::Method(world.shared.names.text(name).to_owned()),
                },
                certain: call.certain,
                cfg: output.cfg(world, call.cfg),
            };
            let made = call_of(self, world, call.at);
            if let Some(function) = functions.get_mut(call.from as usize)
                && function.calls.last() != Some(&made)
            {
                function.calls.push(made);
            }
        }
        TargetTrace {
            site: target.site,
            name: target.name.clone(),
            functions,
            modules: self.modules(world, &index),
        }
    }

    /// The public names, module by module, from the root on.
    fn modules(&mut self, world: &mut World<'_>, index: &Index) -> Vec<Module> {
        let mut modules = Vec::new();
        let mut numbers: FxHashMap<ScopeId, u32> = FxHashMap::from_iter([(scope::ROOT, 0)]);
        let mut queue = vec![scope::ROOT];
        while let Some(&scope) = queue.get(modules.len()) {
            let (names, globs) = index.public(world, scope);
            let mut item = |public| match public {
                Public::Function(id) => Item::Function(id),
                Public::Type(name) => Item::Type(world.shared.names.text(name).to_owned()),
                Public::Outside(path) => Item::Outside(world.shared.names.text(path).to_owned()),
                Public::Module(module) => {
                    Item::Module(*numbers.entry(module).or_insert_with(|| {
                        queue.push(module);
                        queue.len() as u32 - 1
                    }))
                }
            };
            let named = |(name, public)| (world.shared.names.text(name).to_owned(), public);
            let names: Vec<(String, Public)> = names.into_iter().map(named).collect();
            modules.push(Module {
                names: names.into_iter().map(|(n, p)| (n, item(p))).collect(),
                globs: globs.into_iter().map(&mut item).collect(),
            });
        }
        modules
    }
}
