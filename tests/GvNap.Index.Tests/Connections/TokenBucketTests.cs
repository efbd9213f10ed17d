using Microsoft.Extensions.Time.Testing;

namespace GvNap.Index.Tests.Connections;

public sealed class TokenBucketTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Burst_is_free_and_then_the_rate_holds()
    {
        var bucket = new TokenBucket(10, 3, _time);

        Assert.Equal([0, 0, 0, 100, 200], Enumerable.Range(0, 5).Select(_ => (int)bucket.Take().TotalMilliseconds));
    }

    [Fact]
    public void Tokens_come_back_up_to_the_burst()
    {
        var bucket = new TokenBucket(10, 3, _time);
        Enumerable.Range(0, 3).ToList().ForEach(_ => bucket.Take());
        Assert.False(bucket.IsFull);

        _time.Advance(TimeSpan.FromHours(1));

        Assert.True(bucket.IsFull);
        Assert.Equal([0, 0, 0, 100], Enumerable.Range(0, 4).Select(_ => (int)bucket.Take().TotalMilliseconds));
    }

    [Fact]
    public void Impatient_takers_take_nothing()
    {
        var bucket = new TokenBucket(10, 1, _time);
        bucket.Take();

        Assert.False(bucket.TryTake(TimeSpan.FromMilliseconds(50), out _));
        Assert.True(bucket.TryTake(TimeSpan.FromMilliseconds(150), out var wait));
        Assert.Equal(100, wait.TotalMilliseconds, 3);
    }
}
