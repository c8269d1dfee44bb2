# %%
from caopan.commission.earnings_app import show

show()
