using System.Text;
using System.Text.Json.Nodes;
using Lanyard.Client;
using Lanyard.Sync.Leads;
using Lanyard.Sync.Targets.Odoo;
using Lanyard.Sync.Tests.Doubles;
using Lanyard.Sync.Tests.Support;

namespace Lanyard.Sync.Tests.Targets;

/// <summary>Odoo 19 by JSON-2.</summary>
public sealed class OdooTargetTests : OdooContract
{
    private protected override int Version => 19;

    [Fact]
    public async Task The_newest_api_is_found()
    {
        await using var place = await OdooPlace.CreateAsync(19);
        await RunAsync(place, new ScriptedFeed());
        Assert.All(place.Service.History, c => Assert.StartsWith("/json/2/", c.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fields_that_the_version_does_not_have_are_told_and_left_out()
    {
        await using var place = await OdooPlace.CreateAsync(19);
        var findings = await CheckAsync(place);
        Assert.Contains(findings, f =>
            f == new Finding(FindingKind.Warning, "crm.lead has no field mobile in this version; it is left out."));
        Assert.Contains(findings, f =>
            f == new Finding(FindingKind.Warning, "crm.lead has no field title in this version; it is left out."));
        Assert.Contains(findings, f => f.Text.Contains("Lanyard on 2027-01-31", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_service_that_the_environment_names_holds_the_contract()
    {
        await using var place = await RealPlace.OrAsync(OdooTarget.Kind, CreatePlaceAsync, async context =>
        {
            var mapping = FieldMapping.Create(OdooModel.Leads.Fields, context.Settings.Fields);
            var api = await new OdooSetup(OdooModel.Leads, mapping, context).ConnectAsync(default);
            JsonArray domain = [new JsonArray(
                "module", "=", OdooTarget.Module), new JsonArray("model", "=", OdooModel.Leads.Name)];
            var names = await api.SearchAsync("ir.model.data", domain, ["name", "res_id"], default);
            var records = (await api.SearchAsync(OdooModel.Leads.Name, [], ["email_from"], default))
                .ToDictionary(r => (long)r["id"]!);
            foreach (var name in names)
            {
                name["name"] = ((string)name["name"]!)[2..];
                name["email"] = records[(long)name["res_id"]!]["email_from"]?.DeepClone();
            }
            return RealPlace.Read(names, "name", "email");
        });
        await AssertHoldsAsync(place);
    }

    [Fact]
    public async Task A_change_whose_answer_was_lost_can_be_taken_back()
    {
        await using var place = await OdooPlace.CreateAsync(19);
        var feed = new ScriptedFeed();
        feed.Put(TestLeads.Completed(1));
        await RunAsync(place, feed);
        feed.Put(TestLeads.Completed(1, "x"));
        for (var at = 1; at <= 20; at++)
            place.Service.Fail(Fault.ResetAfter, at: at, path: "crm.lead/load");
        await Assert.ThrowsAsync<TargetUnavailableException>(() => RunAsync(place, feed));
        feed.Put(TestLeads.Completed(1));
        place.Service.Heal();
        await RunAsync(place, feed);
        await AssertInStepAsync(place, feed);
    }

    [Fact]
    public async Task Erasure_is_repeated_when_its_answer_is_lost()
    {
        await using var place = await OdooPlace.CreateAsync(19);
        var feed = new ScriptedFeed();
        feed.PutMany(6);
        await RunAsync(place, feed);
        feed.Erase(TestLeads.Id(5));
        place.Service.Fail(Fault.ResetAfter, path: "ir.attachment/unlink");
        await RunAsync(place, feed);
        Assert.Single(place.Service.Records("ir.attachment"));
    }

    [Fact]
    public async Task A_character_that_the_database_cannot_hold_sets_the_lead_aside_alone()
    {
        await using var place = await OdooPlace.CreateAsync(19);
        var feed = new ScriptedFeed();
        feed.PutMany(9);
        feed.Put(TestLeads.Completed(4) with { Contact = TestLeads.Completed(4).Contact! with { Company = "Acme\0" } });
        Assert.Equal(new SyncResult(8, 1), await RunAsync(place, feed));
    }
}

/// <summary>Odoo 17 by XML-RPC.</summary>
public sealed class OdooXmlRpcTargetTests : OdooContract
{
    private protected override int Version => 17;

    [Fact]
    public async Task An_older_version_is_spoken_to_by_XML_RPC()
    {
        await using var place = await OdooPlace.CreateAsync(17);
        var feed = new ScriptedFeed();
        var lead = feed.Put(TestLeads.Completed(
            1) with { Contact = TestLeads.Completed(1).Contact! with { Phone2 = "+44 7700 900123", Title = "Dr" } });
        await RunAsync(place, feed);
        Assert.Contains(place.Service.History, c => c.Path == "/xmlrpc/2/object");
        Assert.Equal("+44 7700 900123", OdooPlace.Text(place.Service.Record("crm.lead", lead.Id)!, "mobile"));
        Assert.Equal(3, (long?)place.Service.Record("crm.lead", lead.Id)!["title"]);
        Assert.DoesNotContain(await CheckAsync(place), f => f.Text.Contains("has no field", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Characters_that_XML_cannot_hold_are_left_out()
    {
        await using var place = await OdooPlace.CreateAsync(17);
        var feed = new ScriptedFeed();
        var lead = feed.Put(TestLeads.Completed(
            1) with { Contact = TestLeads.Completed(1).Contact! with { Company = "A\0c\u000Bme \U0001F600\uD800" } });
        Assert.Equal(new SyncResult(1, 0), await RunAsync(place, feed));
        Assert.Equal("Acme \U0001F600", OdooPlace.Text(place.Service.Record("crm.lead", lead.Id)!, "partner_name"));
    }
}
