//! The command-line program.
use callsheet::*;
use std::sync::atomic::AtomicBool;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    match format::load(std::path::Path::new(&a[1]), &a[2..]) {
        Err(r) => r.faults.iter().for_each(|f| println!("{}", f.render(text::Lang::Zh))),
        Ok(l) => {
            let b = l.baseline.as_ref();
            println!("{:?}", b.map(|b| check::check(&l.instance, b).len()));
            let o = solve::solve(&l.instance, b, &solve::Options::default(), &AtomicBool::new(false), &mut |p| {
                eprintln!("{p:?}")
            });
            match o {
                Err(e) => println!("{e}"),
                Ok(o) => {
                    println!("{:#}", report::json::outcome(&o));
                    if let Some(p) = &o.plan {
                        let m = metrics::metrics(&l.instance, p, b);
                        for w in m.windows {
                            println!(
                                "{} {} {} {:.1}",
                                w.window.date,
                                w.window.interval,
                                l.instance.group(w.window.group).id(),
                                w.per_hour.map_or(0., |r| r.as_f64())
                            );
                        }
                    }
                }
            }
        }
    }
}
