use super::*;
use crate::outbound::signature;

fn request(body: &str, headers: &[(&str, &str)]) -> RawRequest {
    let headers = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    RawRequest {
        headers,
        body: body.to_owned().into(),
        ..RawRequest::default()
    }
}

fn hmac(algorithm: HashAlgorithm, encoding: Encoding) -> Verification {
    Verification::Hmac(HmacScheme {
        header: "X-Sig".to_owned(),
        algorithm,
        encoding,
        prefix: None,
        secret: "key".to_owned(),
        timestamp: None,
    })
}

const FOX: &str = "The quick brown fox jumps over the lazy dog";

#[test]
fn known_hmacs_are_accepted_and_altered_bodies_refused() {
    use Encoding::{Base64, Hex};
    use HashAlgorithm::{Sha1, Sha256, Sha512};
    let table = [
        (
            Sha256,
            Hex,
            "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8",
        ),
        (
            Sha256,
            Hex,
            "F7BC83F430538424B13298E6AA6FB143EF4D59A14946175997479DBC2D1A3CD8",
        ),
        (Sha256, Base64, "97yD9DBThCSxMpjmqm+xQ+9NWaFJRhdZl0edvC0aPNg="),
        (Sha256, Base64, "97yD9DBThCSxMpjmqm+xQ+9NWaFJRhdZl0edvC0aPNg"),
        (Sha1, Hex, "de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9"),
        (
            Sha512,
            Hex,
            "b42af09057bac1e2d41708e48a902e09b5ff7f12ab428a4fe86653c73dd248fb82f948a549f7b791a5b41915ee4d1ec3935357e4e2317250d0372afa2ebeeb3a",
        ),
    ];
    for (algorithm, encoding, signature) in table {
        let scheme = hmac(algorithm, encoding);
        assert_eq!(
            verify(&scheme, &request(FOX, &[("x-sig", signature)]), 0),
            Ok(()),
            "{signature}"
        );
        let altered = verify(
            &scheme,
            &request("The quick brown fox", &[("x-sig", signature)]),
            0,
        );
        assert_eq!(
            altered,
            Err(VerifyError::WrongSignature {
                name: "X-Sig".to_owned()
            })
        );
    }
}

#[test]
fn what_is_no_signature_is_refused() {
    let scheme = hmac(HashAlgorithm::Sha256, Encoding::Hex);
    for value in ["", "xyz", "f7b", ",,", "фу"] {
        let outcome = verify(&scheme, &request(FOX, &[("X-Sig", value)]), 0);
        assert!(
            matches!(outcome, Err(VerifyError::NoSignature { .. })),
            "{value}: {outcome:?}"
        );
    }
    let outcome = verify(&scheme, &request(FOX, &[("X-Sig", "00")]), 0);
    assert!(matches!(outcome, Err(VerifyError::WrongSignature { .. })));
    let outcome = verify(&scheme, &request(FOX, &[]), 0);
    assert_eq!(
        outcome,
        Err(VerifyError::MissingHeader {
            name: "X-Sig".to_owned()
        })
    );
}

#[test]
fn github_and_tilda_presets_verify() {
    let github = Verification::github("It's a Secret to Everybody".to_owned());
    let signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    assert_eq!(
        verify(
            &github,
            &request("Hello, World!", &[("X-Hub-Signature-256", signature)]),
            0
        ),
        Ok(())
    );
    let bare = signature.trim_start_matches("sha256=");
    let outcome = verify(
        &github,
        &request("Hello, World!", &[("X-Hub-Signature-256", bare)]),
        0,
    );
    assert!(matches!(outcome, Err(VerifyError::NoSignature { .. })));

    let tilda = Verification::tilda("s3cret".to_owned());
    assert_eq!(
        verify(&tilda, &request("", &[("x-api-key", "s3cret")]), 0),
        Ok(())
    );
    for wrong in ["s3cre", "s3crett", "S3CRET", ""] {
        let outcome = verify(&tilda, &request("", &[("x-api-key", wrong)]), 0);
        assert_eq!(
            outcome,
            Err(VerifyError::WrongSecret {
                name: "X-API-Key".to_owned()
            })
        );
    }
}

#[test]
fn stripe_signs_the_time_and_old_requests_are_refused() {
    let stripe = Verification::stripe("whsec_test".to_owned());
    let Verification::Hmac(scheme) = &stripe else {
        unreachable!("the preset is an HMAC")
    };
    let hex: String = scheme
        .mac(&[b"1700000000", b".", b"{}"])
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let header = format!("t=1700000000,v1={},v1={hex},v0=aa", "00".repeat(32));
    let req = request("{}", &[("Stripe-Signature", &header)]);
    assert_eq!(verify(&stripe, &req, 1_700_000_300), Ok(()));
    assert_eq!(verify(&stripe, &req, 1_699_999_700), Ok(()));
    let stale = Err(VerifyError::Stale {
        off_secs: 301,
        tolerance_secs: 300,
    });
    assert_eq!(verify(&stripe, &req, 1_700_000_301), stale);
    assert_eq!(verify(&stripe, &req, 1_699_999_699), stale);
    let moved = header.replace("t=1700000000", "t=1700000001");
    let outcome = verify(
        &stripe,
        &request("{}", &[("Stripe-Signature", &moved)]),
        1_700_000_000,
    );
    assert!(matches!(outcome, Err(VerifyError::WrongSignature { .. })));
    let untimed = format!("v1={hex}");
    let outcome = verify(
        &stripe,
        &request("{}", &[("Stripe-Signature", &untimed)]),
        1_700_000_000,
    );
    assert!(matches!(outcome, Err(VerifyError::NoSignature { .. })));
    let odd = header.replace("t=1700000000", "t=soon");
    let outcome = verify(
        &stripe,
        &request("{}", &[("Stripe-Signature", &odd)]),
        1_700_000_000,
    );
    assert!(matches!(outcome, Err(VerifyError::BadTimestamp { .. })));
}

#[test]
fn a_time_in_its_own_header_is_covered_by_the_template() {
    let scheme = Verification::Hmac(HmacScheme {
        prefix: Some("v0=".to_owned()),
        timestamp: Some(SignedTimestamp {
            source: TimestampSource::Header(TimestampHeader {
                name: "X-Time".to_owned(),
            }),
            signed: "v0:{timestamp}:{body}:{x}".to_owned(),
            tolerance_secs: 10,
        }),
        ..match hmac(HashAlgorithm::Sha256, Encoding::Hex) {
            Verification::Hmac(scheme) => scheme,
            _ => unreachable!("made as an HMAC"),
        }
    });
    let Verification::Hmac(inner) = &scheme else {
        unreachable!("made as an HMAC")
    };
    let hex: String = inner
        .mac(&[b"v0:100:hi:{x}"])
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let signature = format!("v0={hex}");
    let req = request("hi", &[("X-Sig", &signature), ("X-Time", "100")]);
    assert_eq!(verify(&scheme, &req, 105), Ok(()));
    let other_time = request("hi", &[("X-Sig", &signature), ("X-Time", "101")]);
    assert!(verify(&scheme, &other_time, 105).is_err());
}

#[test]
fn standard_webhooks_accept_any_of_several_secrets() {
    let (old, new) = ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "raw secret");
    let signed = |secret| signature::headers(&[secret], "msg_1", 1000, b"{}").unwrap();
    let scheme = Verification::StandardWebhooks(StandardWebhooks {
        secrets: vec![old.to_owned(), new.to_owned()],
        tolerance_secs: 300,
    });
    for secret in [old, new] {
        let mut req = RawRequest {
            headers: signed(secret).into(),
            body: "{}".into(),
            ..RawRequest::default()
        };
        assert_eq!(verify(&scheme, &req, 1300), Ok(()));
        assert!(matches!(
            verify(&scheme, &req, 1301),
            Err(VerifyError::Stale { .. })
        ));
        req.body = "{ }".into();
        assert!(matches!(
            verify(&scheme, &req, 1000),
            Err(VerifyError::WrongSignature { .. })
        ));
    }
    let req = RawRequest {
        headers: signed("other").into(),
        body: "{}".into(),
        ..RawRequest::default()
    };
    assert!(matches!(
        verify(&scheme, &req, 1000),
        Err(VerifyError::WrongSignature { .. })
    ));
    let broken = Verification::standard_webhooks("whsec_!!!".to_owned());
    assert_eq!(verify(&broken, &req, 1000), Err(VerifyError::BadSecret));
}

#[test]
fn an_empty_secret_lets_nobody_in() {
    let schemes = [
        Verification::tilda(String::new()),
        Verification::github(String::new()),
        Verification::standard_webhooks(String::new()),
    ];
    for scheme in schemes {
        assert_eq!(
            verify(&scheme, &request("", &[("x-api-key", "")]), 0),
            Err(VerifyError::NoSecret)
        );
    }
    assert_eq!(verify(&Verification::None, &request("", &[]), 0), Ok(()));
}

#[test]
fn secrets_do_not_show_in_debug_prints() {
    let secret = "hunter2".to_owned();
    let schemes = [
        Verification::tilda(secret.clone()),
        Verification::stripe(secret.clone()),
        Verification::standard_webhooks(secret.clone()),
    ];
    for scheme in schemes {
        assert!(!format!("{scheme:?}").contains(&secret));
    }
}

#[test]
fn the_configuration_is_a_stable_contract() {
    let fixtures = [
        r#"{"kind":"none"}"#,
        r#"{"kind":"header","name":"X-API-Key","secret":"s"}"#,
        r#"{"kind":"hmac","header":"H","algorithm":"sha512","encoding":"base64","prefix":"v1=","secret":"s","timestamp":{"source":{"kind":"header","name":"T"},"signed":"{body}","tolerance_secs":5}}"#,
        r#"{"kind":"hmac","header":"H","algorithm":"sha1","encoding":"hex","secret":"s"}"#,
        r#"{"kind":"standard_webhooks","secrets":["a","b"],"tolerance_secs":300}"#,
    ];
    for fixture in fixtures {
        let scheme: Verification = serde_json::from_str(fixture).unwrap();
        assert_eq!(serde_json::to_string(&scheme).unwrap(), fixture);
    }
    let defaulted: Verification =
        serde_json::from_str(r#"{"kind":"standard_webhooks","secrets":["a"]}"#).unwrap();
    assert_eq!(defaulted, Verification::standard_webhooks("a".to_owned()));
    assert!(
        serde_json::from_str::<Verification>(r#"{"kind":"header","name":"a","secret":"s","x":1}"#).is_err()
    );
    let schema = serde_json::to_string(&schemars::schema_for!(Verification)).unwrap();
    assert!(schema.contains("\"writeOnly\":true"), "{schema}");
}
