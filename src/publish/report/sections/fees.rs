//! What the crew takes in: for each window, each day and in all, in exact hundredths.

use crate::base::clock::{day_label, half_label};
use crate::base::text::Lang;
use crate::campaign::Fee;
use crate::plans::metrics::WindowFigures;
use crate::publish::report::data::ReportData;
use crate::publish::report::tables::window_name;
use minijinja::{Value, context};

/// What `people` persons pay together: `1215.00 元`, in English `1215.00 yuan`, without decimals
/// where one person pays whole units.
pub fn amount(fee: &Fee, people: i64, lang: Lang) -> String {
    let unit = match (lang, &*fee.currency) {
        (Lang::En, "元") => "yuan",
        (_, own) => own,
    };
    let all = i128::from(fee.hundredths) * i128::from(people);
    let (units, cents) = (all / 100, all % 100);
    if fee.hundredths % 100 == 0 {
        format!("{units} {unit}")
    } else {
        format!("{units}.{cents:02} {unit}")
    }
}

/// Days with their windows, where the campaign has a fee.
pub fn section(data: &ReportData<'_>, lang: Lang) -> Option<Value> {
    let fee = data.campaign.fee()?;
    let people =
        |windows: &[&WindowFigures]| windows.iter().map(|figures| figures.expected).sum::<i64>();
    let row = |figures: &&WindowFigures| {
        context! {
            half => half(data, figures, lang),
            group => window_name(data.campaign, &figures.window, lang),
            people => figures.expected,
            fee => amount(fee, figures.expected, lang),
        }
    };
    let day = |windows: &[&WindowFigures]| {
        context! {
            day => windows.first().map(|figures| day_label(figures.window.date, lang)),
            people => people(windows),
            fee => amount(fee, people(windows), lang),
            rows => windows.iter().map(row).collect::<Vec<_>>(),
        }
    };
    // What one crew takes in stands together.
    let mut windows: Vec<&WindowFigures> = data.metrics.windows.iter().collect();
    windows.sort_by_key(|figures| (figures.window.date, figures.block, figures.window.interval));
    let days: Vec<Value> =
        windows.chunk_by(|one, next| one.window.date == next.window.date).map(day).collect();
    Some(
        context! { each => amount(fee, 1, lang), days, people => people(&windows), fee => amount(fee, people(&windows), lang) },
    )
}

fn half(data: &ReportData<'_>, figures: &WindowFigures, lang: Lang) -> String {
    let window = &figures.window;
    let half = half_label(
        figures.block.map_or(window.interval, |block| data.campaign.block(block).regular),
        lang,
    );
    let station = data.campaign.station(window.station).name.get(lang);
    if data.campaign.stations().len() > 1 { format!("{half} {station}") } else { half.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::amount;
    use crate::base::text::Lang;
    use crate::campaign::Fee;

    #[test]
    fn money_is_exact() {
        let fee = |hundredths| Fee { hundredths, currency: "元".into() };
        let amount = |hundredths, people| amount(&fee(hundredths), people, Lang::Zh);
        assert_eq!(amount(1500, 5905), "88575 元");
        assert_eq!(amount(1234, 81), "999.54 元");
        assert_eq!(amount(10, 10), "1.00 元");
        assert_eq!(amount(1, 7), "0.07 元");
        let most = format!("{}.00 元", i64::MAX);
        assert_eq!(amount(i64::MAX, 100), most, "nothing is rounded or cut off");
    }

    #[test]
    fn english_has_yuan_and_every_other_currency_as_it_is_written() {
        let fee = |currency: &str| Fee { hundredths: 1500, currency: currency.into() };
        assert_eq!(amount(&fee("元"), 2, Lang::En), "30 yuan");
        assert_eq!(amount(&fee("EUR"), 2, Lang::En), "30 EUR");
        assert_eq!(amount(&fee("EUR"), 2, Lang::Zh), "30 EUR");
    }
}
