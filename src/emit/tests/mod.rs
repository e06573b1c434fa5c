//! The writers read back: nothing changes its type or its bytes, and the shape is the one people know.

mod example;
mod strings;
