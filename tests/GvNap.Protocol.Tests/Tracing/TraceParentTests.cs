using System.Diagnostics;
using FsCheck.Fluent;
using GvNap.Protocol.Tracing;

namespace GvNap.Protocol.Tests.Tracing;

public sealed class TraceParentTests
{
    private const string Good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public void Current_activity_is_named_and_read_back_as_a_remote_parent()
    {
        using var activity = new Activity("open content").SetIdFormat(ActivityIdFormat.W3C).Start();

        Assert.True(TraceParent.TryParse(TraceParent.Current(), out var context));
        Assert.Equal(activity.TraceId, context.TraceId);
        Assert.Equal(activity.SpanId, context.SpanId);
        Assert.True(context.IsRemote);
    }

    [Fact]
    public void Without_an_activity_nothing_is_sent()
    {
        Activity.Current = null;
        Assert.Equal("", TraceParent.Current());
    }

    [Fact]
    public void Unrecorded_trace_is_a_parent_that_nobody_records()
    {
        Assert.True(TraceParent.TryParse(TraceParent.Unrecorded(), out var context));
        Assert.Equal(ActivityTraceFlags.None, context.TraceFlags);
        Assert.NotEqual(TraceParent.Unrecorded(), TraceParent.Unrecorded());
    }

    [Theory]
    [InlineData(Good, ActivityTraceFlags.Recorded)]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", ActivityTraceFlags.None)]
    public void Good_traceparent_is_read(string text, ActivityTraceFlags flags)
    {
        Assert.True(TraceParent.TryParse(text, out var context));
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", context.TraceId.ToHexString());
        Assert.Equal("b7ad6b7169203331", context.SpanId.ToHexString());
        Assert.Equal(flags, context.TraceFlags);
    }

    [Theory]
    [InlineData("")]
    [InlineData("01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0-")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319cb7ad6b7169203331--01")]
    [InlineData("00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319g-b7ad6b7169203331-01")]
    [InlineData(Good + "-extra")]
    [InlineData(Good + "\n")]
    [InlineData(" " + Good)]
    public void Anything_else_is_no_parent(string text) => Assert.False(TraceParent.TryParse(text, out _));

    [Fact]
    public void Hostile_text_is_no_parent()
    {
        Assert.False(TraceParent.TryParse(new string('0', 1_000_000), out _));
        Property.Holds(
            Gen.Zip(Gen.Choose(0, Good.Length - 1), Gen.Choose(0, 0xFFFF)).ToArbitrary(),
            change =>
            {
                var text = Good.ToCharArray();
                text[change.Item1] = (char)change.Item2;
                var changed = new string(text);
                return !TraceParent.TryParse(changed, out var context)
                    || changed == $"00-{context.TraceId}-{context.SpanId}-{changed[^2..]}";
            });
    }
}
