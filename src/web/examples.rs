//! The campaigns of the folder `instances`, whose files are compiled into the program.

use crate::base::text::Lang;
use crate::publish::output::Output;

/// A campaign of the folder `instances`.
pub struct ShippedExample {
    /// The name of its folder.
    pub name: &'static str,
    files: &'static [(&'static str, &'static str)],
}

/// The example of a folder of `instances`, with the files named.
macro_rules! example {
    ($name:literal: $($file:literal)+) => {
        ShippedExample {
            name: $name,
            files: &[$((
                $file,
                include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/instances/", $name, "/", $file)),
            )),+],
        }
    };
}

/// All examples, by name.
pub const EXAMPLES: [ShippedExample; 8] = [
    example!("bigc-2023": "campaign.toml" "classes.csv" "groups.csv" "official.csv"),
    example!("cqust-2024": "actuals-camera.csv" "attachment-2.csv" "campaign.toml" "classes.csv" "groups.csv"),
    example!("cupk-2025": "campaign.toml" "classes.csv" "groups.csv" "official.csv" "unavailable.csv"),
    example!("fzu-2025": "campaign.toml" "groups.csv" "official.csv"),
    example!("mmpt-2023": "campaign.toml" "classes.csv" "groups.csv" "official.csv"),
    example!("sdmu-2025": "campaign.toml" "groups.csv" "official.csv"),
    example!("teaching-five": "README.md" "campaign.toml" "classes.csv" "groups.csv"),
    example!("zuel-2023": "campaign.toml" "classes.csv" "groups.csv" "official.csv"),
];

impl ShippedExample {
    /// The campaign's title.
    pub fn title(&self, lang: Lang) -> String {
        let settings = self.files.iter().find(|(name, _)| *name == "campaign.toml");
        let settings = settings.and_then(|(_, text)| text.parse::<toml::Table>().ok());
        let title = settings.as_ref().and_then(|own| own.get(lang.pick("title", "title_en")));
        title.and_then(toml::Value::as_str).unwrap_or(self.name).to_owned()
    }

    /// The campaign's files.
    pub fn files(&self) -> Vec<Output> {
        self.files.iter().map(|(name, text)| Output::new(name, *text)).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails should say where")]
mod tests {
    use super::EXAMPLES;
    use crate::base::text::Lang;
    use std::path::Path;

    #[test]
    fn the_examples_are_the_instances_with_all_of_their_files() {
        let instances = Path::new(env!("CARGO_MANIFEST_DIR")).join("instances");
        let sorted = |folder: &Path| {
            let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            let mut all: Vec<_> = entries.collect();
            all.sort();
            all
        };
        let folders = sorted(&instances).into_iter().filter(|folder| folder.is_dir());
        let names: Vec<_> = folders.map(|own| own.file_name().unwrap().to_owned()).collect();
        assert_eq!(names, EXAMPLES.map(|own| own.name));
        for example in EXAMPLES {
            let files = sorted(&instances.join(example.name));
            let files = files.into_iter().filter(|path| path.is_file());
            let own: Vec<_> = example.files().into_iter().map(|file| file.bytes).collect();
            let all: Vec<_> = files.map(|path| std::fs::read(path).unwrap()).collect();
            assert_eq!(own, all, "{}", example.name);
            assert_ne!(example.title(Lang::En), example.title(Lang::Zh), "{}", example.name);
        }
    }
}
