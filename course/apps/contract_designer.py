# %%
from caopan.commission.designer_app import show

show()
