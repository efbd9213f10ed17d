using System.Net.Sockets;
using GvNap.ServiceDefaults.Descriptors;

namespace GvNap.Index.Tests.Descriptors;

public sealed class DescriptorBudgetTests
{
    private static readonly string[] Limits =
    [
        "Limit                     Soft Limit           Hard Limit           Units     ",
        "Max processes             127232               127232               processes ",
        "Max open files            1024                 524288               files     ",
        "Max locked memory         8388608              8388608              bytes     ",
    ];

    [Fact]
    public void Limit_is_the_soft_one() => Assert.Equal(1024, DescriptorBudget.Parse(Limits)?.Limit);

    [Theory]
    [InlineData("Max open files            unlimited            unlimited            files     ")]
    [InlineData("Max open files")]
    [InlineData("")]
    public void What_is_no_number_is_no_limit(string line) => Assert.Null(DescriptorBudget.Parse([line]));

    [Fact]
    public void This_process_has_one_where_the_system_says_so() => Assert.Equal(OperatingSystem.IsLinux(), DescriptorBudget.OfProcess is not null);

    [Theory]
    [InlineData(64)]
    [InlineData(300)]
    [InlineData(1_024)]
    [InlineData(20_000)]
    [InlineData(1_048_576)]
    public void Connections_leave_the_process_what_is_its_own(int limit)
    {
        var budget = new DescriptorBudget(limit);

        Assert.InRange(budget.Connections(), 1, Math.Max(8, limit - DescriptorBudget.Own));
        Assert.InRange(budget.Connections(5), 1, budget.Connections());
        Assert.True(limit < 1_000 || budget.Connections() >= limit / 2);
    }

    [Fact]
    public void Socket_whose_number_is_near_the_limit_is_not_admitted_and_one_s_own_later_than_others()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Numbers of sockets say nothing on Windows.");
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var number = (int)socket.SafeHandle.DangerousGetHandle();

        var admitted = Enumerable.Range(1, number + 2_000).Select(limit => new DescriptorBudget(limit)).ToList();

        var (others, own) = (admitted.First(budget => budget.Admits(socket)).Limit, admitted.First(budget => budget.AdmitsOwn(socket)).Limit);
        Assert.InRange(own, number + 17, others - 1);
        Assert.All(admitted.Where(budget => budget.Limit > others), budget => Assert.True(budget.Admits(socket)));
    }
}
