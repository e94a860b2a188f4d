using System.Text;
using Lanyard.Client;

namespace Lanyard.Tests.Client;

/// <summary>The first secret, id, body and signature are the ones that Standard Webhooks publishes.</summary>
public sealed class WebhookSignatureTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Other = "whsec_b3RoZXItc2VjcmV0LW9mLXRoaXMtdGVzdC1vbmx5";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Timestamp = "1614265330";
    private const string Signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static readonly byte[] Body = "{\"test\": 2432232314}"u8.ToArray();
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    [Fact]
    public void A_message_is_signed_as_the_specification_says()
    {
        Assert.Equal(Signature, WebhookSignature.Sign(Secret, Id, Now, Body));
        Assert.Equal(Signature, WebhookSignature.Sign(Secret["whsec_".Length..], Id, Now.AddMilliseconds(900), Body));
        Assert.True(WebhookSignature.Verify(Secret, Id, Timestamp, Signature, Body, Now));
    }

    [Fact]
    public void Whatever_differs_is_refused()
    {
        Assert.False(WebhookSignature.Verify(Other, Id, Timestamp, Signature, Body, Now));
        Assert.False(WebhookSignature.Verify(Secret, Id + "1", Timestamp, Signature, Body, Now));
        Assert.False(WebhookSignature.Verify(Secret, Id, "1614265331", Signature, Body, Now));
        Assert.False(WebhookSignature.Verify(Secret, Id, Timestamp, Signature, [.. Body, 32], Now));
        Assert.False(WebhookSignature.Verify([], Id, Timestamp, Signature, Body, Now));
    }

    [Theory]
    [InlineData(null, Timestamp, Signature)]
    [InlineData("", Timestamp, Signature)]
    [InlineData(Id, null, Signature)]
    [InlineData(Id, "today", Signature)]
    [InlineData(Id, "-1614265330", Signature)]
    [InlineData(Id, " 1614265330", Signature)]
    [InlineData(Id, "99999999999999999999", Signature)]
    [InlineData(Id, Timestamp, null)]
    [InlineData(Id, Timestamp, "")]
    [InlineData(Id, Timestamp, "v1,")]
    [InlineData(Id, Timestamp, "v1,not base64")]
    [InlineData(Id, Timestamp, "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData(Id, Timestamp, "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    public void Headers_that_are_missing_or_odd_are_refused(string? id, string? timestamp, string? signatures) =>
        Assert.False(WebhookSignature.Verify(Secret, id, timestamp, signatures, Body, Now));

    [Theory]
    [InlineData(-300, true)]
    [InlineData(300, true)]
    [InlineData(-301, false)]
    [InlineData(301, false)]
    public void A_timestamp_may_be_five_minutes_off(int seconds, bool isTaken) =>
        Assert.Equal(isTaken, WebhookSignature.Verify(Secret, Id, Timestamp, Signature, Body, Now.AddSeconds(seconds)));

    [Fact]
    public void While_secrets_change_either_side_may_have_both()
    {
        var both = $"v1a,other {WebhookSignature.Sign(Other, Id, Now, Body)} {Signature}";
        Assert.True(WebhookSignature.Verify(Secret, Id, Timestamp, both, Body, Now));
        Assert.True(WebhookSignature.Verify(Other, Id, Timestamp, both, Body, Now));
        Assert.True(WebhookSignature.Verify([Other, Secret], Id, Timestamp, Signature, Body, Now));
        Assert.False(WebhookSignature.Verify([Other], Id, Timestamp, Signature, Body, Now));
    }

    [Fact]
    public void A_secret_that_is_not_base64_is_told_without_being_repeated()
    {
        var thrown = Assert.Throws<ArgumentException>(() => WebhookSignature.Sign("whsec_canary!", Id, Now, Body));
        Assert.DoesNotContain("canary", thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_beyond_ASCII_is_signed_by_its_bytes()
    {
        var body = Encoding.UTF8.GetBytes("""{"name":"달맞이길"}""");
        var signature = WebhookSignature.Sign(Secret, "msg_é", Now, body);
        Assert.True(WebhookSignature.Verify(Secret, "msg_é", Timestamp, signature, body, Now));
    }
}
