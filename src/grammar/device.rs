//! Devices in the short syntax: `source[:target[:permissions]]`.
//! <https://github.com/compose-spec/compose-spec/blob/main/05-services.md#devices>

use thiserror::Error;

/// A device of the host in a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortDevice {
    /// The path on the host.
    pub source: String,
    /// The path in the container; the same unless said otherwise.
    pub target: String,
    /// Out of `r`, `w` and `m`; all three unless said otherwise.
    pub permissions: String,
}

/// A device has more than three sections.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("too many colons in device `{0}`")]
pub struct DeviceError(pub String);

/// Reads an entry of `devices`.
pub fn parse(text: &str) -> Result<ShortDevice, DeviceError> {
    let mut sections = text.split(':');
    let source = sections.next().unwrap_or("");
    let target = sections.next().filter(|target| !target.is_empty()).unwrap_or(source);
    let permissions = sections.next().unwrap_or("rwm");
    if sections.next().is_some() {
        return Err(DeviceError(text.to_owned()));
    }
    let (source, target, permissions) = (source.to_owned(), target.to_owned(), permissions.to_owned());
    Ok(ShortDevice { source, target, permissions })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads() {
        let table = [
            ("/dev/fuse", "/dev/fuse", "/dev/fuse", "rwm"),
            ("/dev/ttyUSB0:/dev/tty0", "/dev/ttyUSB0", "/dev/tty0", "rwm"),
            ("/dev/sda:/dev/xvda:r", "/dev/sda", "/dev/xvda", "r"),
            ("/dev/sda::rw", "/dev/sda", "/dev/sda", "rw"),
            ("/dev/sda:", "/dev/sda", "/dev/sda", "rwm"),
            ("", "", "", "rwm"),
        ];
        for (text, source, target, permissions) in table {
            let [source, target, permissions] = [source, target, permissions].map(str::to_owned);
            assert_eq!(parse(text), Ok(ShortDevice { source, target, permissions }), "{text}");
        }
        assert_eq!(parse("a:b:c:d"), Err(DeviceError("a:b:c:d".to_owned())));
    }

    proptest! {
        #[test]
        fn never_panics(text in "([a:/]|\\PC){0,20}") {
            let _ = parse(&text);
        }
    }
}
