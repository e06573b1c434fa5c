//! The reader, through the loader.
