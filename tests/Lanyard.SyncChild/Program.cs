// A sync in a process of its own, which ends itself by SIGKILL at a chosen moment or is killed from outside. Nothing of
// this is in what is shipped. It runs until it is killed, or to the end of the feed when --once is given:
// --type postgres --option connection=Host=… --field fax= --state state.db --feed feed.jsonl --kill applied --at 3
using System.CommandLine;
using Lanyard.Sync;
using Lanyard.SyncChild;

var type = new Option<string>("--type") { Required = true };
var option = new Option<string[]>("--option") { DefaultValueFactory = _ => [] };
var field = new Option<string[]>("--field") { DefaultValueFactory = _ => [] };
var statePath = new Option<string>("--state") { Required = true };
var feedPath = new Option<string>("--feed") { Required = true };
var kill = new Option<string?>("--kill") { Description = "page-read, applied, noted or position-written" };
var at = new Option<int>("--at") { Description = "The how manieth time" };
var once = new Option<bool>("--once") { Description = "Ends at the end of the feed" };
var positionFirst = new Option<bool>("--position-first") { Description = "Wrong on purpose: saves the position before the rows" };
var root = new RootCommand("Syncs a feed from a file") { type, option, field, statePath, feedPath, kill, at, once, positionFirst };
root.SetAction(async (parsed, cancellation) =>
{
    var settings = new TargetSettings(parsed.GetValue(type)!, parsed.GetValue(type)!,
        Pairs(parsed.GetValue(option)!).ToDictionary(p => p.Name, p => p.Value),
        Pairs(parsed.GetValue(field)!).ToDictionary(p => p.Name, p => (string?)p.Value));
    var feed = new FileFeed(parsed.GetValue(feedPath)!);
    var moment = new Moment(parsed.GetValue(kill), parsed.GetValue(at));
    using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(5) };
    using var state = TargetState.Open(parsed.GetValue(statePath)!);
    var context = new TargetContext(settings, state, http, feed.ReadFileAsync, TimeProvider.System);
    await using var target = parsed.GetValue(positionFirst)
        ? new PositionFirst(TargetCatalog.Find(settings.Type).Create(context), moment) : TargetCatalog.Find(settings.Type).Create(context);
    await target.PrepareAsync(cancellation);
    // Before it says so: who kills it then means the work, not the reading of a file.
    feed.Load();
    Console.WriteLine("ready");
    var sync = new TargetSync(target, state, feed, TimeProvider.System, moment);
    do
        await sync.RunAsync(null, cancellation);
    while (!parsed.GetValue(once));
});
return await root.Parse(args).InvokeAsync();

static IEnumerable<(string Name, string Value)> Pairs(string[] pairs) =>
    pairs.Select(p => (p[..p.IndexOf('=', StringComparison.Ordinal)], p[(p.IndexOf('=', StringComparison.Ordinal) + 1)..]));
