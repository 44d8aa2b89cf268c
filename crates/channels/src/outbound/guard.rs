//! Which addresses requests may go to: public ones, and what an administrator allowed.

use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The rule for addresses. The default allows public addresses only.
#[derive(Debug, Clone, Default)]
pub struct Guard {
    /// Networks that are allowed although they are not public.
    pub allow: Vec<IpNet>,
}

/// Why an address is refused, as the end of the sentence "it is …".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal(pub &'static str);

impl Guard {
    /// Allows public addresses and the given networks.
    pub fn new(allow: Vec<IpNet>) -> Self {
        Guard { allow }
    }

    /// Judges an address. An IPv4 address inside an IPv6 one (mapped, NAT64) is judged as what it leads to.
    ///
    /// # Errors
    /// The kind of network the address belongs to.
    pub fn check(&self, address: IpAddr) -> Result<(), Refusal> {
        let inner = match address {
            IpAddr::V4(v4) => IpAddr::V4(v4),
            IpAddr::V6(v6) => embedded_v4(v6).map_or(address, IpAddr::V4),
        };
        if self
            .allow
            .iter()
            .any(|network| network.contains(&address) || network.contains(&inner))
        {
            return Ok(());
        }
        let refusal = match inner {
            IpAddr::V4(v4) => refuse_v4(v4),
            IpAddr::V6(v6) => refuse_v6(v6),
        };
        refusal.map_or(Ok(()), |kind| Err(Refusal(kind)))
    }
}

/// The IPv4 address that an IPv6 address is a spelling of: `::ffff:a.b.c.d`, `::a.b.c.d` and NAT64 `64:ff9b::a.b.c.d`.
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, high, low] = address.segments();
    let spelled = matches!(
        (a, b, c, d, e, f),
        (0, 0, 0, 0, 0, 0xffff) | (0, 0, 0, 0, 0xffff, 0) | (0x64, 0xff9b, 0, 0, 0, 0)
    );
    let compatible = (a, b, c, d, e, f) == (0, 0, 0, 0, 0, 0) && high != 0;
    let [h1, h2] = high.to_be_bytes();
    let [l1, l2] = low.to_be_bytes();
    (spelled || compatible).then(|| Ipv4Addr::new(h1, h2, l1, l2))
}

fn refuse_v4(address: Ipv4Addr) -> Option<&'static str> {
    let kind = match address.octets() {
        [0, ..] => "an unspecified address",
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => "an address of a private network",
        [100, 64..=127, ..] => "an address inside a provider's network",
        [127, ..] => "this machine",
        [169, 254, 169, 254] | [168, 63, 129, 16] => "a cloud's metadata service",
        [169, 254, ..] => "a link-local address",
        [192, 0, 0, _] | [192, 88, 99, _] => "an address reserved for protocols",
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => "an address for documentation",
        [198, 18..=19, ..] => "an address for benchmarks",
        [224..=239, ..] => "a multicast address",
        [240..=255, ..] => "a reserved address",
        _ => return None,
    };
    Some(kind)
}

fn refuse_v6(address: Ipv6Addr) -> Option<&'static str> {
    let kind = match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => "an unspecified address",
        [0, 0, 0, 0, 0, 0, 0, 1] => "this machine",
        [0xfc00..=0xfdff, ..] => "an address of a private network",
        [0xfe80..=0xfebf, ..] => "a link-local address",
        [0xff00..=0xffff, ..] => "a multicast address",
        [0x2002, ..] => "a 6to4 address, which leads to an IPv4 address unseen",
        [0x2001, 0, ..] => "a Teredo address, which leads to an IPv4 address unseen",
        [0x2001, 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => "an address for documentation",
        [0x2001, 0..=0x01ff, ..] => "an address reserved for protocols",
        [0x2000..=0x3fff, ..] => return None,
        _ => "a reserved address",
    };
    Some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(guard: &Guard, address: &str) -> Result<(), Refusal> {
        guard.check(address.parse().unwrap())
    }

    #[test]
    fn addresses_that_are_not_public_are_refused() {
        let refused = [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "10.255.255.255",
            "100.64.0.1",
            "100.100.100.200",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.0.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::2",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::ffff:0:127.0.0.1",
            "64:ff9b::127.0.0.1",
            "64:ff9b::10.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:20::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:808:808::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "febf::1",
            "fec0::1",
            "ff02::1",
        ];
        for address in refused {
            assert!(check(&Guard::default(), address).is_err(), "{address}");
        }
    }

    #[test]
    fn public_addresses_are_allowed() {
        let allowed = [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::1",
            "2001:4860::8888",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
        ];
        for address in allowed {
            assert_eq!(check(&Guard::default(), address), Ok(()), "{address}");
        }
    }

    #[test]
    fn allowed_networks_open_exactly_themselves() {
        let guard = Guard::new(vec!["10.1.0.0/16".parse().unwrap(), "fd00::/64".parse().unwrap()]);
        for address in ["10.1.2.3", "::ffff:10.1.2.3", "fd00::5"] {
            assert_eq!(check(&guard, address), Ok(()), "{address}");
        }
        for address in ["10.2.0.1", "::ffff:10.2.0.1", "fd00:0:0:1::5", "127.0.0.1"] {
            assert!(check(&guard, address).is_err(), "{address}");
        }
    }
}
