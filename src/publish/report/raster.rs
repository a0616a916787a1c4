//! PNG from SVG, with the Chinese font that is really on the machine.

use crate::base::diagnostic::{Code, Diagnostic};
use crate::base::text::Text;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use std::sync::Arc;

/// Families that hold Chinese, best first.
const CHINESE: &[&str] = &[
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Noto Sans CJK JP",
];

/// The most pixels of a PNG: one of 960 groups would have over 100 million, four bytes each, and
/// the page shows the same drawing as SVG.
const MOST_PIXELS: f32 = 32e6;
/// Pictures drawn at once: one of [`MOST_PIXELS`] takes a quarter of a gigabyte while it is made.
const AT_ONCE: usize = 2;

/// Turns drawings into PNGs.
pub struct Rasteriser {
    options: Options<'static>,
    /// Said once when no Chinese font was found.
    pub warning: Option<Diagnostic>,
}

impl Default for Rasteriser {
    fn default() -> Rasteriser {
        Rasteriser::new()
    }
}

/// How a Chinese font is installed on this system.
fn how_to_install() -> Text {
    if cfg!(target_os = "linux") {
        Text::new(
            "安装 Noto Sans CJK（Debian：apt-get install fonts-noto-cjk）",
            "install Noto Sans CJK (Debian: apt-get install fonts-noto-cjk)",
        )
    } else {
        Text::new(
            "在系统的字体设置中安装微软雅黑或思源黑体",
            "install Microsoft YaHei or Source Han Sans in the system's font settings",
        )
    }
}

impl Rasteriser {
    /// Loads the system's fonts. The generic sans-serif family must be mapped to one that exists,
    /// or text is left out without a word.
    pub fn new() -> Rasteriser {
        let mut fonts = fontdb::Database::new();
        fonts.load_system_fonts();
        let has = |name: &str| {
            fonts.faces().any(|face| face.families.iter().any(|(family, _)| family == name))
        };
        let chinese = CHINESE.iter().copied().find(|family| has(family));
        let fallback = fonts
            .faces()
            .next()
            .and_then(|face| face.families.first())
            .map(|(name, _)| name.clone());
        if let Some(family) = chinese.map(str::to_owned).or(fallback) {
            fonts.set_sans_serif_family(family);
        }
        let warning = chinese.is_none().then(|| {
            Diagnostic::warning(
                Code::NoFont,
                Text::new(
                    "没有找到中文字体，PNG 中的中文无法显示",
                    "no Chinese font was found: Chinese labels are missing in PNGs",
                ),
            )
            .help(how_to_install())
        });
        let options = Options { fontdb: Arc::new(fonts), ..Options::default() };
        Rasteriser { options, warning }
    }

    /// A PNG at twice the drawing's size, less where that exceeds the limit of pixels; `None` when
    /// the drawing can't be read, which our own never is.
    pub fn png(&self, svg: &str) -> Option<Vec<u8>> {
        let tree = Tree::from_str(svg, &self.options).ok()?;
        let (width, height) = (tree.size().width(), tree.size().height());
        let scale = (MOST_PIXELS / (width * height)).sqrt().min(2.0);
        let pixels = |length: f32| (length.ceil() * scale) as u32;
        let mut pixmap = Pixmap::new(pixels(width), pixels(height))?;
        resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
        encode(&pixmap)
    }

    /// Several drawings, two at a time, each on a thread of its own.
    pub fn pngs(&self, svgs: &[String]) -> Vec<Option<Vec<u8>>> {
        let mut pngs = Vec::with_capacity(svgs.len());
        for together in svgs.chunks(AT_ONCE) {
            pngs.extend(std::thread::scope(|scope| {
                let drawing: Vec<_> =
                    together.iter().map(|svg| scope.spawn(|| self.png(svg))).collect();
                drawing.into_iter().map(|thread| thread.join().ok().flatten()).collect::<Vec<_>>()
            }));
        }
        pngs
    }
}

/// The picture without transparency, at the lowest level of compression: at the usual one half the
/// time of a report went into pictures.
fn encode(pixmap: &Pixmap) -> Option<Vec<u8>> {
    let opaque: Vec<u8> = pixmap
        .pixels()
        .iter()
        .flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()])
        .collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixmap.width(), pixmap.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_compression(png::Compression::Fast);
    encoder.write_header().ok()?.write_image_data(&opaque).ok()?;
    Some(bytes)
}
