using System.Reflection;
using Lanyard.Client;

namespace Lanyard.Tests.Client;

public sealed class PackageTests
{
    private static readonly Assembly Package = typeof(ConnectionsClient).Assembly;

    /// <summary>The build then checks the code for it, and its warnings are errors.</summary>
    [Theory]
    [InlineData("IsTrimmable")]
    [InlineData("IsAotCompatible")]
    public void The_package_says_that_it_can_be(string what) => Assert.Contains(
        Package.GetCustomAttributes<AssemblyMetadataAttribute>(), data => data.Key == what && data.Value == "True");

    [Fact]
    public void The_package_needs_nothing_but_the_base_class_library() => Assert.All(
        Package.GetReferencedAssemblies(), used => Assert.StartsWith("System.", used.Name, StringComparison.Ordinal));

    [Fact]
    public void Every_call_can_be_overridden_and_cancelled() => Assert.All(
        typeof(ConnectionsClient).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly),
        method =>
        {
            Assert.True(method.IsVirtual && method.Name.EndsWith("Async", StringComparison.Ordinal), method.Name);
            var last = method.GetParameters()[^1];
            Assert.Equal((typeof(CancellationToken), true), (last.ParameterType, last.IsOptional));
        });
}
