//! At which pace people are served on the days left.

use crate::base::clock::Minutes;
use crate::base::ratio::Ratio;
use crate::campaign::{BlockId, Campaign, GroupId};
use crate::plans::metrics::WindowFigures;

/// People, and the minutes that they take.
pub type Pace = (i64, i64);

/// The pace that a plan may ask for at a block: what `minutes.csv` says, the station's rate, or
/// what the plan asked of the same group there if that is more; where the rate is unknown, the
/// highest that the plan asks for at the station, or anywhere. `None` where nothing at all is
/// known. Minutes for a group of which nobody was expected are no pace.
pub fn pace(
    campaign: &Campaign,
    figures: &[WindowFigures],
    group: GroupId,
    block: BlockId,
) -> Option<Pace> {
    let station = campaign.block(block).station;
    let rate = campaign.rate_in(block).map(|rate| (rate, 60));
    let Some((people, minutes)) =
        campaign.pace(group, block).filter(|(people, _)| *people > 0).or(rate)
    else {
        let rates = |here: bool| {
            let own =
                figures.iter().filter(move |figures| !here || figures.window.station == station);
            own.filter_map(|figures| figures.per_hour).max()
        };
        let peak = rates(true).filter(|rate| rate.numerator() > 0).or_else(|| rates(false))?;
        return (peak.numerator() > 0).then(|| (peak.numerator(), 60 * peak.denominator()));
    };
    let own = figures
        .iter()
        .filter(|figures| figures.window.group == group && figures.block == Some(block));
    let asked = own.filter_map(|figures| figures.per_hour).max();
    match (asked, Ratio::new(people * 60, minutes)) {
        (Some(asked), Some(rate)) if asked > rate => {
            Some((asked.numerator(), 60 * asked.denominator()))
        }
        _ => Some((people, minutes)),
    }
}

/// `⌈people × minutes ÷ people of the pace⌉`, at least 1.
pub fn minutes_for(people: i64, pace: Option<Pace>) -> Minutes {
    pace.map_or(1, |(per, minutes)| ((people * minutes + per - 1) / per).max(1) as Minutes)
}
