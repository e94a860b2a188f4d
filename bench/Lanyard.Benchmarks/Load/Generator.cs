using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;

namespace Lanyard.Benchmarks.Load;

/// <summary>What a burst of load came to.</summary>
internal sealed record Burst(double Rate, Histogram Times, long MeanBody);

/// <summary>
/// Keeps each of a number of connections busy with one request after the other. Two threads that poll their sockets
/// cost the machine little more than a generator in C, so that the server beside it is what is measured.
/// </summary>
internal static partial class Generator
{
    private const int Threads = 2;
    private const short Readable = 1;

    public static Burst Run(IPEndPoint server, Requests requests, int connections, TimeSpan time,
        CancellationToken cancellation = default)
    {
        var threads = Math.Min(Threads, connections);
        var parts = new Histogram[threads];
        var bodies = new long[threads];
        var watch = Stopwatch.StartNew();
        Exception? failure = null;
        var running = Enumerable.Range(0, threads).Select(number => new Thread(() =>
        {
            try
            {
                (parts[number], bodies[number]) = Drive(
                    server, requests, connections / threads, number, () =>
                        watch.Elapsed < time && !cancellation.IsCancellationRequested);
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        })).ToList();
        running.ForEach(t => t.Start());
        running.ForEach(t => t.Join());
        if (failure is not null)
            throw new InvalidOperationException(failure.Message, failure);
        var seconds = watch.Elapsed.TotalSeconds;
        var times = new Histogram();
        foreach (var part in parts)
            times.Add(part);
        return new(times.Count / seconds, times, bodies.Sum() / Math.Max(1, times.Count));
    }

    private static (Histogram Times, long BodyBytes) Drive(
        IPEndPoint server, Requests requests, int connections, int seed, Func<bool> goesOn)
    {
        var times = new Histogram();
        var answer = new byte[256 * 1024];
        var clients = Enumerable.Range(0, connections)
            .Select(i => new Client(server, answer, HashCode.Combine(seed, i, Environment.TickCount))).ToArray();
        var polled = Array.ConvertAll(clients, c => new PollFd { Handle = c.Handle, Events = Readable });
        try
        {
            foreach (var client in clients)
                client.Send(requests);
            var busy = clients.Length;
            var stopping = false;
            while (busy > 0)
            {
                if (Poll(polled, (nuint)polled.Length, 10_000) <= 0)
                    throw new InvalidOperationException("Ten seconds without an answer.");
                stopping = stopping || !goesOn();
                for (var i = 0; i < polled.Length; i++)
                {
                    if (polled[i].Returned == 0 || clients[i].Receive() is not { } time)
                        continue;
                    times.Add(time);
                    if (!stopping)
                    {
                        clients[i].Send(requests);
                        continue;
                    }
                    polled[i].Handle = -1;
                    busy--;
                }
            }
            return (times, clients.Sum(c => c.BodyBytes));
        }
        finally
        {
            foreach (var client in clients)
                client.Dispose();
        }
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll([In, Out] PollFd[] polled, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollFd
    {
        public int Handle;
        public short Events;
        public short Returned;
    }
}
