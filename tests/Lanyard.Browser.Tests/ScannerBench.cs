using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;

namespace Lanyard.Browser.Tests;

/// <summary>How long the scanner takes, and what a phone loads. Run by <c>bench/scanner.sh</c> alone: it tests nothing.</summary>
[Trait("Kind", "Benchmark")]
public sealed class ScannerBench
{
    private const int Badges = 30;
    private const int Starts = 10;

    /// <summary>Notes when a picture with a badge comes, when it was decoded, when its name is painted; and what requests take.</summary>
    private const string Watch = """
        window.bench = { pictures: [], decoded: [], trips: [], names: {}, usable: 0, picture: 0 };
        const { play } = HTMLVideoElement.prototype;
        let isWatched = false;
        HTMLVideoElement.prototype.play = function () {
          if (!isWatched) {
            isWatched = true;
            const context = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
            let was = false;
            const each = (now, { captureTime }) => {
              bench.picture ||= performance.now();
              context.drawImage(this, 0, 0, 20, 20, 0, 0, 1, 1);
              const is = context.getImageData(0, 0, 1, 1).data[0] < 100;
              if (is && !was)
                bench.pictures.push({ shown: performance.now(), taken: captureTime ?? 0 });
              was = is;
              this.requestVideoFrameCallback(each);
            };
            this.requestVideoFrameCallback(each);
          }
          return play.call(this);
        };
        const { postMessage } = Worker.prototype;
        const sent = new Map();
        Worker.prototype.postMessage = function (message, transfer) {
          if (message.picture || message.frame) {
            if (sent.size === 0)
              this.addEventListener("message", ({ data: { number, texts } }) =>
                texts?.length && bench.decoded.push({ from: sent.get(number), to: performance.now(), text: texts[0] }));
            sent.set(message.number, performance.now());
          }
          return postMessage.call(this, message, transfer);
        };
        const { fetch } = window;
        window.fetch = async (...what) => {
          const from = performance.now();
          const answer = await fetch(...what);
          if (String(what[0]).includes("/items"))
            bench.trips.push({ from, took: performance.now() - from });
          return answer;
        };
        new MutationObserver(() => {
          if (document.getElementById("unsent"))
            bench.usable ||= performance.now();
          const name = document.querySelector(".result[data-state=sent] strong")?.textContent;
          if (name && !(name in bench.names)) {
            bench.names[name] = 0;
            requestAnimationFrame(() => setTimeout(() => bench.names[name] = performance.now()));
          }
        }).observe(document, { subtree: true, childList: true, attributes: true });
        """;

    private static readonly CompositeFormat Line = CompositeFormat.Parse("| {0} | {1:0} | {2:0} |");

    private readonly ConcurrentDictionary<string, long> _loaded = new();

    [Fact(Explicit = true)]
    public async Task From_the_picture_to_the_name()
    {
        await using var show = await ScanShow.StartAsync(Badges);
        var film = BadgeFilm.Of(Enumerable.Range(0, Badges).Select(i => $"badge-{i}"), 45, 15);
        await using var phone = await Phone.TakeWithFilmAsync(show.Address, film);
        await phone.Context.AddInitScriptAsync(Watch);
        await show.JoinAsync(phone);
        // Seldom: to be asked costs the page time.
        while (await phone.Page.EvaluateAsync<int>("Object.values(bench.names).filter(t => t).length") < Badges)
            await phone.Page.WaitForTimeoutAsync(5_000);
        // The first badge is left out: the film is somewhere in it when the page first looks.
        var rows = await phone.Page.EvaluateAsync<double[][]>("""
            () => Object.entries(bench.names).map(([name, at]) => {
              const decoded = bench.decoded.find(d => d.text === "badge-" + name.split(" ").at(-1));
              const picture = bench.pictures.findLast(p => p.shown <= decoded.to);
              const trip = bench.trips.find(t => t.from >= decoded.to);
              return [
                at - (picture.taken || picture.shown), at - picture.shown, decoded.to - picture.shown, decoded.to - decoded.from,
                trip.from - decoded.to, trip.took, at - trip.from - trip.took,
              ];
            }).slice(1)
            """);
        string[] names =
        [
            "camera's picture to the painted name", "picture in the page to the painted name", "of it: until the code is decoded",
            "decoding alone", "until it is on the disk and the request goes out", "request to the same server and back",
            "kept, drawn, painted",
        ];
        Say("| ms | p50 | p95 |");
        for (var i = 0; i < names.Length; i++)
            Say(string.Format(CultureInfo.InvariantCulture, Line, names[i], Of(rows, i, .5), Of(rows, i, .95)));
        Say($"{rows.Length} badges");
    }

    [Fact(Explicit = true)]
    public async Task Start_without_a_network()
    {
        await using var show = await ScanShow.StartAsync(1);
        await using var phone = await show.JoinAsync();
        await phone.KeptForOfflineAsync();
        await phone.Context.AddInitScriptAsync(Watch);
        var workers = await phone.Context.NewCDPSessionAsync(phone.Page);
        await workers.SendAsync("ServiceWorker.enable");
        await phone.Context.SetOfflineAsync(true);
        var rows = new List<double[]>();
        for (var i = 0; i < Starts; i++)
        {
            await phone.Page.GotoAsync("about:blank");
            await workers.SendAsync("ServiceWorker.stopAllWorkers");
            await phone.Page.GotoAsync("/connect/scan");
            while (await phone.Page.EvaluateAsync<double>("bench.picture") == 0)
                await phone.Page.WaitForTimeoutAsync(1_000);
            rows.Add(await phone.Page.EvaluateAsync<double[]>("[bench.usable, bench.picture]"));
        }
        Say("| start without a network, ms | p50 | longest |");
        Say(string.Format(CultureInfo.InvariantCulture, Line, "until a code can be typed or read by a reader", Of(rows, 0, .5), Of(rows, 0, 1)));
        Say(string.Format(CultureInfo.InvariantCulture, Line, "until the camera's first picture", Of(rows, 1, .5), Of(rows, 1, 1)));
    }

    [Fact(Explicit = true)]
    public async Task What_a_phone_loads()
    {
        await using var show = await ScanShow.StartAsync(1, CountAsync);
        await using var phone = await show.JoinAsync("badge-0");
        await phone.KeptForOfflineAsync();
        await phone.Page.Locator(".result[data-state=sent]").WaitForAsync();
        var decoder = _loaded.Where(f => f.Key.Contains("zxing", StringComparison.Ordinal)).Sum(f => f.Value);
        Say($"app: {(_loaded.Sum(f => f.Value) - decoder) / 1000.0:0.0} kB in {_loaded.Count} files; decoder: {decoder / 1000.0:0.0} kB");
    }

    private async Task CountAsync(HttpContext context, Func<Task> go)
    {
        var body = context.Response.Body;
        using var content = new MemoryStream();
        context.Response.Body = content;
        await go();
        context.Response.Body = body;
        if (context.Response.StatusCode == 204)
            return;
        _loaded.AddOrUpdate(context.Request.Path, content.Length, (_, before) => before + content.Length);
        await body.WriteAsync(content.ToArray());
    }

    private static double Of(IReadOnlyCollection<double[]> rows, int column, double share)
    {
        var sorted = rows.Select(row => row[column]).Order().ToList();
        return sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
    }

    private static void Say(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);
}
