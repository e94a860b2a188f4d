using System.Globalization;
using Lanyard.Core.Webhooks;
using Lanyard.Server.Web.Resources;
using Lanyard.Server.Web.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Lanyard.Tests.Webhooks;

/// <summary>How a fault is kept and told.</summary>
public sealed class WebhookFaultTests
{
    public static TheoryData<WebhookFault> All =>
        [.. Enum.GetValues<WebhookFaultKind>().Select(kind => new WebhookFault(kind, "subject: 1")),
            WebhookFault.Of(503), WebhookFault.Of(410), new WebhookFault(WebhookFaultKind.NoServer)];

    [Theory]
    [MemberData(nameof(All))]
    public void A_fault_is_read_as_it_was_written(WebhookFault fault) =>
        Assert.Equal(fault, WebhookFault.Read(WebhookFault.Write(fault)));

    [Fact]
    public void Words_of_an_earlier_version_stay_as_they_are()
    {
        const string Words = "The receiver answered 410: it wants nothing more.";
        Assert.Equal(Words, WebhookFault.Read(Words).ToString());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Pages_and_mail_say_the_same_in_English(WebhookFault fault)
    {
        using var services = new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider();
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        Assert.Equal(fault.ToString(), WebhookFaultTexts.Of(services.GetRequiredService<IStringLocalizer<Texts>>(), fault));
    }
}
