//! The minutes between the call and the slot, in words.

use crate::base::text::{Text, counted};
use crate::campaign::Campaign;

/// The rest of a sentence that begins with “Classes”: they are called `call_lead` minutes before their
/// slot, or for its start. Rounded calls lie up to `call_grid − 1` minutes before the lead.
pub fn lead(campaign: &Campaign) -> Text {
    let minutes = campaign.call_lead();
    if minutes == 0 {
        return Text::new("按时到场", "are called for the start of their slot");
    }
    let (zh, en) = if campaign.call_grid() > 1 { ("至少", "at least ") } else { ("", "") };
    Text::new(
        format!("{zh}提前 {minutes} 分钟集合"),
        format!("are called {en}{} before their slot", counted::minutes(minutes)),
    )
}

#[cfg(test)]
mod tests {
    use super::lead;
    use crate::base::text::Lang;
    use crate::campaign::{Campaign, tiny};

    #[test]
    fn nobody_is_called_no_minutes_before() {
        let said = |minutes: i32, grid: i32| {
            let mut draft = tiny::draft(&[3], &[10]);
            (draft.call_lead, draft.call_grid) = (minutes, grid);
            lead(&Campaign::new(draft).unwrap())
        };
        assert_eq!(said(0, 1).get(Lang::Zh), "按时到场");
        assert_eq!(said(10, 1).get(Lang::Zh), "提前 10 分钟集合");
        assert_eq!(said(10, 5).get(Lang::En), "are called at least 10 minutes before their slot");
        assert_eq!(said(1, 1).get(Lang::En), "are called 1 minute before their slot");
    }
}
