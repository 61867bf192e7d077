//! A day, for what expires.

use std::fmt;
use std::str::FromStr;

/// A day of the proleptic Gregorian calendar, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// The year.
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
}

impl Date {
    /// The day on which so many seconds have passed since 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn of_unix_time(seconds: i64) -> Date {
        // Counted in eras of 400 years that begin on 1 March, so that leap days come last.
        // Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
        let days = seconds.div_euclid(86_400) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 {
            shifted + 3
        } else {
            shifted - 9
        };
        Date {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month: u8::try_from(month).unwrap_or(1),
            day: u8::try_from(day).unwrap_or(1),
        }
    }

    /// How many days later another day is; negative for an earlier one.
    #[must_use]
    pub fn days_until(self, later: Date) -> i64 {
        later.days() - self.days()
    }

    /// Days since a day long ago, by the same source's `days_from_civil`.
    fn days(self) -> i64 {
        let year = self.year - i64::from(self.month <= 2);
        let era = year.div_euclid(400);
        let shifted = (i64::from(self.month) + 9) % 12;
        let day_of_year = (153 * shifted + 2) / 5 + i64::from(self.day) - 1;
        let year_of_era = year.rem_euclid(400);
        era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// The text is not a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoDate;

impl FromStr for Date {
    type Err = NoDate;

    /// Reads `2027-01-31`.
    fn from_str(s: &str) -> Result<Self, NoDate> {
        let mut parts = s.split('-').map(|part| {
            let digits = part.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| part.parse::<i64>().ok()).flatten()
        });
        let mut next = || parts.next().flatten().ok_or(NoDate);
        let (year, month, day) = (next()?, next()?, next()?);
        if parts.next().is_some() || s.len() != 10 {
            return Err(NoDate);
        }
        let date = Date {
            year,
            month: u8::try_from(month).map_err(|_| NoDate)?,
            day: u8::try_from(day).map_err(|_| NoDate)?,
        };
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let longest = match date.month {
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u8::from(leap),
            1..=12 => 31,
            _ => 0,
        };
        (1..=longest)
            .contains(&date.day)
            .then_some(date)
            .ok_or(NoDate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_calendars_do() {
        let day = |seconds| Date::of_unix_time(seconds).to_string();
        assert_eq!(day(0), "1970-01-01");
        assert_eq!(day(-1), "1969-12-31");
        assert_eq!(day(951_782_400), "2000-02-29");
        assert_eq!(day(951_868_800), "2000-03-01");
        assert_eq!(day(1_798_761_599), "2026-12-31");
        assert_eq!(day(4_107_542_400), "2100-03-01");
    }

    #[test]
    fn days_between_are_counted_across_leap_days() {
        let between = |a: &str, b: &str| {
            a.parse::<Date>()
                .ok()
                .zip(b.parse().ok())
                .map(|(a, b)| a.days_until(b))
        };
        assert_eq!(between("1970-01-01", "2000-03-01"), Some(11_017));
        assert_eq!(between("2024-02-28", "2024-03-01"), Some(2));
        assert_eq!(between("2026-01-01", "2025-12-31"), Some(-1));
    }

    #[test]
    fn only_days_that_exist_are_dates() {
        assert!("2028-02-29".parse::<Date>().ok() < "2028-03-01".parse().ok());
        for bad in [
            "2027-02-29",
            "2027-13-01",
            "2027-00-01",
            "2027-1-01",
            "2027-01-01x",
            "+027-01-01",
            "",
        ] {
            assert_eq!(bad.parse::<Date>(), Err(NoDate), "{bad}");
        }
    }
}
