using System.Threading.RateLimiting;
using Lanyard.Server.Hosting;

namespace Lanyard.Server.Web.Registration;

/// <summary>
/// How many forms one address may send: a desk at the entrance with many visitors, or a company behind one address, but no
/// program that fills the list of registrants.
/// </summary>
internal sealed class RegistrationBudget : IDisposable
{
    private const int AtOnce = 60;
    private static readonly TimeSpan One = TimeSpan.FromSeconds(6);

    private readonly PartitionedRateLimiter<HttpContext> _limiter = PartitionedRateLimiter.Create<HttpContext, string>(
        context => RateLimitPartition.GetTokenBucketLimiter(
            CallerNetwork.Of(context.Connection.RemoteIpAddress),
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = AtOnce,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = One,
                AutoReplenishment = true,
            }));

    public bool TryTake(HttpContext context)
    {
        using var lease = _limiter.AttemptAcquire(context);
        return lease.IsAcquired;
    }

    public void Dispose() => _limiter.Dispose();
}
