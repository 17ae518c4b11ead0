//! The segment that is collected: what is added to it, what of it is removed, and its writing.

use super::Writer;
use crate::index::IndexError;
use crate::index::document::Document;
use crate::index::outdated::Outdated;
use crate::index::segment::SegmentBuilder;
use crate::record::Identity;

impl Writer {
    /// Adds a document to the segment that is being collected; says where it is. What fills the memory is set aside before.
    pub(super) fn add(&mut self, document: Document) -> Result<(u32, u32), IndexError> {
        if self.building.as_ref().is_some_and(|building| building.bytes() >= self.memory) {
            self.set_aside()?;
        }
        let building = match &mut self.building {
            Some(building) => building,
            None => {
                self.number += 1;
                self.building.insert(SegmentBuilder::new(self.engine.new_segment(), self.dir.as_deref())?)
            }
        };
        let place = (self.number, building.add(&document)?);
        self.uncommitted.add(place, document.into_stored());
        Ok(place)
    }

    /// Sets aside what is in memory of the segment that is being collected.
    pub(super) fn set_aside(&mut self) -> Result<(), IndexError> {
        if let Some(building) = &mut self.building {
            let store = building.set_aside(self.threads)?;
            self.uncommitted.add_aside((self.number, building.docs()), store);
        }
        Ok(())
    }

    /// Writes the segment that is being collected, and hands it to the engine.
    pub(super) fn write_segment(&mut self) -> Result<(), IndexError> {
        // What was set aside is about to be read as a whole, and is in memory for as long as anybody else has it open.
        self.uncommitted.clear();
        if let Some(building) = self.building.take() {
            let segment = building.write(self.threads, self.engine.commit_opstamp())?;
            self.ages.note(segment.id(), self.number);
            self.engine.add_segment(segment)?;
        }
        Ok(())
    }

    /// Removes the version of a record that is at that place of the segment being collected, or else in the engine: what
    /// is added to the engine later is not touched.
    pub(super) fn remove_version(&mut self, identity: &Identity, place: Option<(u32, u32)>) -> Result<(), IndexError> {
        match (place, &mut self.building) {
            (Some((segment, doc)), Some(building)) if segment == self.number => building.remove(doc),
            (_, building) => {
                // What is added now is in the segment being collected, or in the next one.
                let before = if building.is_some() { self.number } else { self.number + 1 };
                let outdated = Outdated { term: self.term(identity), before, ages: self.ages.clone() };
                self.engine.delete_query(Box::new(outdated))?;
            }
        }
        Ok(())
    }
}
