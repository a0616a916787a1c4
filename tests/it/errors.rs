//! Every error of the library is a `std::error::Error` whose text says what is wrong.

use callsheet::base::diagnostic::{Code, Diagnostic};
use callsheet::base::text::{Lang, Text};
use callsheet::campaign::InvalidCampaign;
use callsheet::files::Rejected;
use callsheet::questions::safety::SafetyError;
use callsheet::questions::sweep::SweepError;
use callsheet::simulate::Refused;
use callsheet::solve::SolveError;
use callsheet::solve::windows::TooLarge;
use std::error::Error;

/// The text of an error, of any of its type.
fn text<E: Error + 'static>(error: &E) -> String {
    error.to_string()
}

#[test]
fn errors_say_what_is_wrong() {
    let fault = Diagnostic::error(Code::Usage, Text::new("写错了", "it is wrong"));
    assert!(text(&fault).contains("[E127]: it is wrong"), "{fault}");
    let rejected = Rejected { faults: vec![fault.clone(), fault], lang: Some(Lang::Zh) };
    assert_eq!(text(&rejected).matches("写错了").count(), 2, "{rejected}");
    assert_eq!(text(&SweepError::Rejected(Box::new(rejected.clone()))), text(&rejected));
    let large = TooLarge { candidates: 5, most: 3 };
    assert_eq!(text(&large), "5 candidate windows, at most 3 can be held");
    assert_eq!(text(&SolveError::TooLarge(large)), text(&large));
    assert_eq!(text(&SafetyError::Refused(Refused::NothingPlanned)), "the plan has no window");
    let _: fn(&InvalidCampaign) -> String = text::<InvalidCampaign>;
}
